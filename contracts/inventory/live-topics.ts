import { Code, Id, List, Text } from '../declare/fields';
import { LiveChange, liveTopic, shown } from '../declare/live-topic';
import {
  CountApproved,
  CountCanceled,
  CountLinesEntered,
  CountOpened,
  CountPosted,
  CountReopened,
  CountSubmitted,
} from './count-events';
import { ItemChanged, ItemCreated } from './item-events';
import { LocationChanged, LocationCreated } from './location-events';
import { LotChanged, LotQuarantined, LotRecalled, LotReleased } from './lot-events';
import {
  PurchaseOrderCanceled,
  PurchaseOrderChanged,
  PurchaseOrderClosed,
  PurchaseOrderCreated,
  PurchaseOrderSubmitted,
  PurchaseReceiptAmended,
  PurchaseReceiptPosted,
  PurchaseReceiptRecorded,
  PurchaseReceiptRetried,
  PurchaseReceiptWithdrawn,
  PurchaseReturnRecorded,
} from './purchase-order-events';
import { StockReservationExpired, StockReservationReleased, StockReserved } from './reservation-events';
import { STOCK_TRANSACTIONS, type StockTransaction } from './stock-events';

export class LiveLocation extends LiveChange {
  @Code() code!: string;
  @Text({ max: 200 }) name!: string;
}

export const locationsTopic = liveTopic({
  name: 'locations',
  service: 'inventory',
  permission: 'inventory.location.read',
  shows: LiveLocation,
  projections: ['location'],
  on: [
    shown(LocationCreated, ({ code, name }) => ({ code, name })),
    shown(LocationChanged, ({ code, name }) => ({ code, name })),
  ],
});

export class LiveItem extends LiveChange {
  @Text({ max: 200 }) name!: string;
}

export const itemsTopic = liveTopic({
  name: 'items',
  service: 'inventory',
  permission: 'inventory.item.read',
  shows: LiveItem,
  projections: ['item'],
  on: [shown(ItemCreated, ({ name }) => ({ name })), shown(ItemChanged, ({ name }) => ({ name }))],
});

/** The `id` is the item's. */
export class LiveStock extends LiveChange {
  @List(Id(), { max: 1_000, description: 'Where its levels changed' }) locationIds!: readonly string[];
}

const ofTransaction = ({ movements }: StockTransaction) => ({
  locationIds: [...new Set(movements.map(({ locationId }) => locationId))],
});

const [first, ...others] = STOCK_TRANSACTIONS;

export const stockTopic = liveTopic({
  name: 'stock',
  service: 'inventory',
  permission: 'inventory.stock.read',
  shows: LiveStock,
  projections: ['stock-level', 'movement'],
  on: [shown(first, ofTransaction), ...others.map((type) => shown(type, ofTransaction))],
});

/** A lot that comes in, and what is left of it, are changes of `stock`. */
export class LiveLot extends LiveChange {
  @Id() itemId!: string;
  @Code() lotNumber!: string;
}

const ofLot = ({ itemId, lotNumber }: LotChanged | LotQuarantined | LotReleased | LotRecalled) => ({
  itemId,
  lotNumber,
});

export const lotsTopic = liveTopic({
  name: 'lots',
  service: 'inventory',
  permission: 'inventory.item.read',
  shows: LiveLot,
  projections: ['lot'],
  on: [shown(LotChanged, ofLot), shown(LotQuarantined, ofLot), shown(LotReleased, ofLot), shown(LotRecalled, ofLot)],
});

/** A usage of a reservation is a change of `stock`. */
export class LiveReservation extends LiveChange {
  @Id() itemId!: string;
}

const ofItem = ({ itemId }: StockReserved | StockReservationReleased | StockReservationExpired) => ({ itemId });

export const reservationsTopic = liveTopic({
  name: 'reservations',
  service: 'inventory',
  permission: 'inventory.stock.read',
  shows: LiveReservation,
  projections: ['reservation'],
  on: [shown(StockReserved, ofItem), shown(StockReservationReleased, ofItem), shown(StockReservationExpired, ofItem)],
});

export class LivePurchaseOrder extends LiveChange {}

const alone = () => ({});

export const purchaseOrdersTopic = liveTopic({
  name: 'purchase-orders',
  service: 'inventory',
  permission: 'inventory.purchase_order.read',
  shows: LivePurchaseOrder,
  projections: ['purchase-order'],
  on: [
    shown(PurchaseOrderCreated, alone),
    shown(PurchaseOrderChanged, alone),
    shown(PurchaseOrderSubmitted, alone),
    shown(PurchaseOrderClosed, alone),
    shown(PurchaseOrderCanceled, alone),
    shown(PurchaseReceiptRecorded, alone),
    shown(PurchaseReceiptPosted, alone),
    shown(PurchaseReceiptRetried, alone),
    shown(PurchaseReceiptWithdrawn, alone),
    shown(PurchaseReceiptAmended, alone),
    shown(PurchaseReturnRecorded, alone),
  ],
});

export class LiveCount extends LiveChange {}

export const countsTopic = liveTopic({
  name: 'counts',
  service: 'inventory',
  permission: 'inventory.count.read',
  shows: LiveCount,
  projections: ['count'],
  on: [
    shown(CountOpened, alone),
    shown(CountLinesEntered, alone),
    shown(CountSubmitted, alone),
    shown(CountApproved, alone),
    shown(CountPosted, alone),
    shown(CountReopened, alone),
    shown(CountCanceled, alone),
  ],
});
