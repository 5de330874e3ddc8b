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

/**
 * The events of an item's stock ledger. One accepted command is one event: a transaction of one or more movements, one
 * per (item, location, lot). The value of a movement follows from the order of all of them, so values are folded and
 * never recorded; the entered quantity, unit, factor and cost are recorded as they were.
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

/** One movement of an (item, location, lot). Quantities are signed: incoming is positive. */
export class StockMovement {
  @Id({ technical: true }) movementId!: string;
  @Choice(MOVEMENT_KINDS) kind!: MovementKind;
  @Id() locationId!: string;
  @Nested(() => MovedLot, { nullable: true }) lot!: MovedLot | null;
  @Quantity({ sign: 'signed', description: 'As entered, in `unit`' }) quantity!: string;
  @Unit() unit!: string;
  @Factor({ description: 'Stock units in one `unit` when it was recorded' }) factor!: string;
  @Balance({ description: 'In the stock unit' }) stockQuantity!: string;
  @Money({ nullable: true, description: 'Per `unit`, if the cost was given so' }) unitCost!: string | null;
  @Money({ nullable: true, description: 'Of the movement, if the cost was given so' }) totalCost!: string | null;
}

/** The revision of a location that the decision saw. */
export class SeenLocation {
  @Id() locationId!: string;
  @Count({ min: 0, max: 1e15 }) revision!: number;
}

/** The looked-up facts that a decision rested on; a fact that changed meanwhile shows up as an exception. */
export class SeenFacts {
  @Count({ min: 0, max: 1e15 }) itemRevision!: number;
  @List(Nested(() => SeenLocation), { max: 100 }) locations!: readonly SeenLocation[];
  @Count({ min: 0, max: 1e15, nullable: true }) freezeRevision!: number | null;
  @Count({ min: 0, max: 1e15, nullable: true, description: 'Of the organisation, if its time zone decided a date' })
  organizationRevision!: number | null;
}

/** The source of a transaction that was not entered by hand: an order's receipt, a count. */
export class TransactionSource {
  @Choice(['order_receipt', 'count', 'opening_balance']) type!: 'order_receipt' | 'count' | 'opening_balance';
  @Id() id!: string;
  @Id({ nullable: true }) lineId!: string | null;
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
  @Id({ nullable: true, description: 'The reservation that a usage consumes' }) reservationId!: string | null;
  @Nested(() => TransactionSource, { nullable: true }) source!: TransactionSource | null;
  @Nested(() => SeenFacts, { technical: true }) seen!: SeenFacts;
}

/** Version 1 was decided without the organisation. */
function withoutOrganization(data: JsonObject): JsonObject {
  return { ...data, seen: { ...(data['seen'] as JsonObject), organizationRevision: null } };
}

const declared = (action: string, summary: string): EventOptions<StockTransaction> => ({
  category: 'inventory.stock_ledger',
  version: 2,
  upcast: { 1: withoutOrganization },
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
}

@Event<StockTransaction>(declared('stock.adjusted', 'Stock was adjusted'))
export class StockAdjusted extends StockTransaction {
  static readonly type = 'StockAdjusted';
}

@Event<StockTransaction>(declared('stock.transferred', 'Stock was transferred'))
export class StockTransferred extends StockTransaction {
  static readonly type = 'StockTransferred';
}
