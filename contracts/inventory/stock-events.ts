import { Event, type EventOptions, type JsonObject } from '../declare/event';
import {
  Balance,
  Choice,
  Code,
  Count,
  Factor,
  Id,
  Instant,
  List,
  LocalDate,
  Money,
  Nested,
  Quantity,
  Text,
  Unit,
} from '../declare/fields';
import { COST_METHODS, type CostMethod } from './item-events';

/**
 * The events of an item's stock ledger. One accepted command is one event: a transaction of one or more movements, one
 * per (item, location, lot). The entered quantity, unit, factor and cost are recorded as they were, and the value as it
 * was known then. Its present value follows from the order of all movements, so that is folded.
 */
export const MOVEMENT_KINDS = ['receive', 'use', 'adjust', 'transfer', 'return', 'settle'] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

export const ADJUSTMENT_REASONS = [
  'damaged',
  'expired',
  'lost',
  'found',
  'theft',
  'sample',
  'correction',
  'other',
] as const;
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

/** A lot as the movement names it. */
export class MovedLot {
  @Code() number!: string;
  @LocalDate({ nullable: true }) expiresOn!: string | null;
}

/** A place in the order of an item's movements, beside the effective time. */
export class MovementPlace {
  @Count({ min: 0, max: 1e15, description: 'Of the recording event in the stream' }) revision!: number;
  @Count({ min: 0, max: 1000, description: 'Within its transaction' }) ordinal!: number;
}

/** One movement of an (item, location, lot). Quantities and values are signed: incoming is positive. */
export class StockMovement {
  @Id({ technical: true }) movementId!: string;
  @Choice(MOVEMENT_KINDS) kind!: MovementKind;
  @Id() locationId!: string;
  @Nested(() => MovedLot, { nullable: true }) lot!: MovedLot | null;
  @Quantity({ sign: 'signed', description: 'As entered, in `unit`' }) quantity!: string;
  @Unit() unit!: string;
  @Factor({ description: 'Stock units in one `unit` when it was recorded' }) factor!: string;
  @Balance({ description: 'In the stock unit' }) stockQuantity!: string;
  @Money({ places: 8, nullable: true, description: 'Per `unit`, if the cost was given so' }) unitCost!: string | null;
  @Money({ nullable: true, description: 'Of the movement, if the cost was given so' }) totalCost!: string | null;
  @Money({
    nullable: true,
    description: "Of an order's receipt: its part of the line's value, in the organisation's currency, as its cost",
  })
  allocatedCost!: string | null;
  @Money({ sign: 'signed', description: 'As known when it was recorded' }) value!: string;
  @Money({ sign: 'signed', description: 'Settled of a shortage that it covered; as known then' }) settled!: string;
  @Id({ nullable: true, description: 'The movement that this one reverses: from now on neither counts' })
  reverses!: string | null;
  @Id({ nullable: true, description: 'The usage of which this is a part that comes back' }) takesBack!: string | null;
  @Nested(() => MovementPlace, { nullable: true, description: 'That of the movement it replaces; null: its own' })
  place!: MovementPlace | null;
}

/** The revision of a location that the decision saw. */
export class SeenLocation {
  @Id() locationId!: string;
  @Count({ min: 0, max: 1e15 }) revision!: number;
}

/** The looked-up facts that a decision rested on; a fact that changed meanwhile shows up as an exception. */
export class SeenFacts {
  @Count({ min: 0, max: 1e15 }) itemRevision!: number;
  @Choice(COST_METHODS, { description: "The item's first, which holds from the beginning of time" })
  firstMethod!: CostMethod;
  @List(Nested(() => SeenLocation), { max: 100 }) locations!: readonly SeenLocation[];
  @Count({ min: 0, max: 1e15, nullable: true }) freezeRevision!: number | null;
  @Count({ min: 0, max: 1e15, nullable: true, description: 'Of the organisation, if its time zone decided a date' })
  organizationRevision!: number | null;
}

const SOURCES = ['order_receipt', 'order_return', 'document', 'count', 'opening_balance'] as const;
export type TransactionSourceType = (typeof SOURCES)[number];

/** The source of a transaction that was not entered by hand: an order's receipt, a count. */
export class TransactionSource {
  @Choice(SOURCES) type!: TransactionSourceType;
  @Id() id!: string;
  @Id({ nullable: true }) lineId!: string | null;
}

/** Stock that came in together, under FIFO: what is left of it. */
export class KnownLayer {
  @Quantity() quantity!: string;
  @Money() value!: string;
  @Text({ max: 200, description: 'As received, of a thousandth of the stock unit, exact: `125/10`' }) unitCost!: string;
}

/** The stock and value of an item after all its movements. */
export class KnownValue {
  @Choice(COST_METHODS) method!: CostMethod;
  @Balance() quantity!: string;
  @Money({ sign: 'signed' }) value!: string;
  @Text({ max: 200, nullable: true, description: 'Unit cost of the last movement that brought its own, as in a layer' })
  lastCost!: string | null;
  @List(Nested(() => KnownLayer), { max: 256 }) layers!: readonly KnownLayer[];
}

export class StockTransaction {
  @Id({ technical: true }) transactionId!: string;
  @Id() itemId!: string;
  @Instant() effectiveAt!: string;
  @List(Nested(() => StockMovement), { min: 1, max: 1000 }) movements!: readonly StockMovement[];
  @Text({ max: 200, nullable: true }) reference!: string | null;
  @Text({ max: 2000, lines: true, nullable: true }) note!: string | null;
  @Choice(ADJUSTMENT_REASONS, { nullable: true }) reason!: AdjustmentReason | null;
  @Id({ nullable: true, description: 'The movement of a frozen period that this adjustment corrects' })
  corrects!: string | null;
  @Money({
    places: 8,
    nullable: true,
    description: "The organisation's currency for one of the cost's; null: the same",
  })
  exchangeRate!: string | null;
  @Id({ nullable: true, description: 'The reservation that a usage consumes' }) reservationId!: string | null;
  @Id({ nullable: true, description: 'The employee to whom it was issued, or who gave it back' })
  employeeId!: string | null;
  @Nested(() => TransactionSource, { nullable: true }) source!: TransactionSource | null;
  @Nested(() => KnownValue, {
    nullable: true,
    technical: true,
    description: 'After it, if the past was changed since it was last known: later decisions go on from it',
  })
  valueAfter!: KnownValue | null;
  @Nested(() => SeenFacts, { technical: true }) seen!: SeenFacts;
}

/** Before version 2 nothing was issued to anybody. */
const issuedToNobody = (data: JsonObject): JsonObject => ({ ...data, employeeId: null });

const declared = (action: string, summary: string): EventOptions<StockTransaction> => ({
  category: 'inventory.stock_ledger',
  version: 2,
  upcast: { 1: issuedToNobody },
  entity: { type: 'item', id: 'itemId' },
  occurrence: true,
  action,
  summary,
});

@Event<StockTransaction>(declared('stock.received', 'Stock was received'))
export class StockReceived extends StockTransaction {
  static readonly type = 'StockReceived';
}

@Event<StockTransaction>(declared('stock.used', 'Stock was used'))
export class StockUsed extends StockTransaction {
  static readonly type = 'StockUsed';
  @Balance({ nullable: true, description: 'In the stock unit: how much it consumes of the reservation' })
  consumed!: string | null;
}

@Event<StockTransaction>(declared('stock.adjusted', 'Stock was adjusted'))
export class StockAdjusted extends StockTransaction {
  static readonly type = 'StockAdjusted';
}

@Event<StockTransaction>(declared('stock.transferred', 'Stock was transferred'))
export class StockTransferred extends StockTransaction {
  static readonly type = 'StockTransferred';
}

@Event<StockReturned>(declared('stock.returned', 'Stock was returned to a supplier'))
export class StockReturned extends StockTransaction {
  static readonly type = 'StockReturned';
  @Money({ nullable: true, description: "Of the quantity, by the order's line; null: none was named" })
  orderValue!: string | null;
}

@Event<StockTakenBack>(declared('stock.taken_back', 'A part of a usage came back'))
export class StockTakenBack extends StockTransaction {
  static readonly type = 'StockTakenBack';
  @Instant({ description: 'Effective time of the usage' }) usedAt!: string;
}

/** The whole transaction `reversed` with opposite signs, at its effective time: from now on neither counts. */
@Event<StockReversed>(declared('stock.reversed', 'A stock transaction was reversed'))
export class StockReversed extends StockTransaction {
  static readonly type = 'StockReversed';
  @Id({ description: 'The transaction' }) reversed!: string;
  @Count({ min: 0, max: 1e15, technical: true, description: "Of the reversed movements' place in the order" })
  reversedRevision!: number;
}

/** A receipt reversed, and its replacement in the same place of the order. */
@Event<StockCorrected>(declared('stock.corrected', 'A receipt was corrected'))
export class StockCorrected extends StockTransaction {
  static readonly type = 'StockCorrected';
  @Id({ description: 'The transaction' }) reversed!: string;
  @Count({ min: 0, max: 1e15, technical: true, description: "Of the reversed movement's place in the order" })
  reversedRevision!: number;
}

/** A count found as much as the book says, so that nothing moved. */
@Event<StockCounted>({
  category: 'inventory.stock_ledger',
  version: 1,
  entity: { type: 'item', id: 'itemId' },
  occurrence: true,
  action: 'stock.counted',
  summary: 'Stock was counted, and the book was right',
})
export class StockCounted {
  static readonly type = 'StockCounted';
  @Id({ technical: true }) countedId!: string;
  @Id() itemId!: string;
  @Id() countId!: string;
  @Id() locationId!: string;
  @Code({ nullable: true }) lotNumber!: string | null;
  @Balance({ description: 'In the stock unit' }) counted!: string;
  @Instant() countedAt!: string;
}

/** Ordered like a movement. The value does not change at it. */
@Event<CostMethodChanged>({
  category: 'inventory.stock_ledger',
  version: 1,
  entity: { type: 'item', id: 'itemId' },
  action: 'item.cost_method_changed',
  summary: 'The cost method of an item was changed',
})
export class CostMethodChanged {
  static readonly type = 'CostMethodChanged';
  @Id({ technical: true }) changeId!: string;
  @Id() itemId!: string;
  @Choice(COST_METHODS) costMethod!: CostMethod;
  @Instant() effectiveAt!: string;
  @Nested(() => SeenFacts, { technical: true }) seen!: SeenFacts;
}

/** Every type of event that moves stock. */
export const STOCK_TRANSACTIONS = [
  StockReceived,
  StockUsed,
  StockAdjusted,
  StockTransferred,
  StockReturned,
  StockTakenBack,
  StockReversed,
  StockCorrected,
] as const;
