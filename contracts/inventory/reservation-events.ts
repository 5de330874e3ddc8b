import { Event } from '../declare/event';
import { Balance, Code, Factor, Id, Instant, Quantity, Text, Unit } from '../declare/fields';

/**
 * A quantity of an item was set aside. The usages that name the reservation consume it, each by the quantity that its
 * event names; a reversed usage gives that back. It holds until its expiry, whether that has been recorded or not.
 */
@Event<StockReserved>({
  category: 'inventory.stock_ledger',
  version: 1,
  entity: { type: 'stock_reservation', id: 'reservationId', label: 'reference' },
  implies: { status: 'open' },
  action: 'stock.reserved',
  summary: 'Stock was reserved',
})
export class StockReserved {
  static readonly type = 'StockReserved';
  @Id() reservationId!: string;
  @Id() itemId!: string;
  @Id({ nullable: true, description: 'Null: wherever it lies' }) locationId!: string | null;
  @Code({ nullable: true, description: 'Null: of any lot' }) lotNumber!: string | null;
  @Quantity({ description: 'As entered, in `unit`' }) quantity!: string;
  @Unit() unit!: string;
  @Factor({ description: 'Stock units in one `unit` when it was recorded' }) factor!: string;
  @Balance({ description: 'In the stock unit' }) stockQuantity!: string;
  @Text({ max: 200 }) reference!: string;
  @Instant({ description: 'From then on' }) effectiveAt!: string;
  @Instant({ description: 'Until then, exclusive' }) expiresAt!: string;
}

class ReservationEnded {
  @Id() reservationId!: string;
  @Id() itemId!: string;
  @Instant({ description: 'It holds no more from then on' }) effectiveAt!: string;
  @Balance({ description: 'In the stock unit: what was left of it' }) left!: string;
}

@Event<StockReservationReleased>({
  category: 'inventory.stock_ledger',
  version: 1,
  entity: { type: 'stock_reservation', id: 'reservationId' },
  implies: { status: 'released' },
  action: 'reservation.released',
  summary: 'A reservation was released',
})
export class StockReservationReleased extends ReservationEnded {
  static readonly type = 'StockReservationReleased';
}

/** Recorded once the expiry is past. */
@Event<StockReservationExpired>({
  category: 'inventory.stock_ledger',
  version: 1,
  entity: { type: 'stock_reservation', id: 'reservationId' },
  implies: { status: 'expired' },
  action: 'reservation.expired',
  summary: 'A reservation expired',
})
export class StockReservationExpired extends ReservationEnded {
  static readonly type = 'StockReservationExpired';
}
