import { Event, type EventOptions } from '../declare/event';
import { Code, Id, Instant, LocalDate, Text } from '../declare/fields';

/**
 * Changes of a lot, each from its effective time on: as of a moment, the latest one by then holds. A lot begins with its
 * first arrival, available and with the expiry of that arrival.
 */
class OfLot {
  @Id({ description: 'Derived from the item and the number' }) lotId!: string;
  @Id() itemId!: string;
  @Code() lotNumber!: string;
  @Instant() effectiveAt!: string;
}

const declared = (action: string, summary: string): EventOptions<OfLot> => ({
  category: 'inventory.stock_ledger',
  version: 1,
  entity: { type: 'lot', id: 'lotId', label: 'lotNumber' },
  action,
  summary,
});

@Event<LotChanged>(declared('lot.changed', "A lot's expiry was changed"))
export class LotChanged extends OfLot {
  static readonly type = 'LotChanged';
  @LocalDate({ nullable: true }) expiresOn!: string | null;
}

@Event<LotQuarantined>({
  ...declared('lot.quarantined', 'A lot was put in quarantine'),
  implies: { state: 'quarantined' },
})
export class LotQuarantined extends OfLot {
  static readonly type = 'LotQuarantined';
  @Text({ max: 2000, lines: true, nullable: true }) reason!: string | null;
}

/** It ends a recall too. */
@Event<LotReleased>({
  ...declared('lot.released', 'A lot was released from quarantine'),
  implies: { state: 'available', recalled: false },
})
export class LotReleased extends OfLot {
  static readonly type = 'LotReleased';
  @Text({ max: 2000, lines: true, nullable: true }) reason!: string | null;
}

/** A quarantine that says why nothing of the lot may be used any more. */
@Event<LotRecalled>({
  ...declared('lot.recalled', 'A lot was recalled'),
  implies: { state: 'quarantined', recalled: true },
})
export class LotRecalled extends OfLot {
  static readonly type = 'LotRecalled';
  @Text({ max: 2000, lines: true }) reason!: string;
}
