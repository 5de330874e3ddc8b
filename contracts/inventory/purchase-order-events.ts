import { Event, type EventOptions } from '../declare/event';
import {
  Balance,
  Choice,
  Code,
  Currency,
  Factor,
  Flag,
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
import { MAX_ORDER_LINES, PostingOutcome } from './posting-outcome';
import { MovedLot } from './stock-events';

export const ORDER_STATES = [
  'draft',
  'submitted',
  'partially_received',
  'received',
  'closed_short',
  'canceled',
] as const;
export type OrderStatus = (typeof ORDER_STATES)[number];

/** The supplier as the order names it; one that is not among the suppliers has no id. */
export class OrderSupplier {
  @Id({ nullable: true }) supplierId!: string | null;
  @Text({ max: 200, example: 'Mill & Sons' }) name!: string;
}

/** One line of an order, as entered, with its unit as it was then. */
export class OrderedLine {
  @Id() lineId!: string;
  @Id() itemId!: string;
  @Quantity() quantity!: string;
  @Unit() unit!: string;
  @Factor({ description: 'Stock units in one `unit` when it was ordered' }) factor!: string;
  @Quantity({ description: 'In the stock unit' }) stockQuantity!: string;
  @Money({ places: 8, nullable: true, description: 'Per `unit`, if the price was given so' }) unitPrice!: string | null;
  @Money({ nullable: true, description: 'Of the line, if the price was given so' }) totalPrice!: string | null;
  @Quantity({ nullable: true, description: 'In the stock unit, if the line was made of a suggestion' })
  suggested!: string | null;
  @Text({ max: 200, nullable: true }) note!: string | null;
}

/** The quantity received of a line so far, in the stock unit. */
export class LineReceived {
  @Id() lineId!: string;
  @Balance() received!: string;
}

/** The quantity of a receipt's line as it came in. */
export class ReceivedQuantity {
  @Quantity() quantity!: string;
  @Unit() unit!: string;
  @Factor({ description: 'Stock units in one `unit` when it came in' }) factor!: string;
  @Quantity({ description: 'In the stock unit' }) stockQuantity!: string;
}

export class OrderReceiptLine extends ReceivedQuantity {
  @Id({ technical: true, description: 'Of the command that posts it' }) postingId!: string;
  @Id() lineId!: string;
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Nested(() => MovedLot, { nullable: true }) lot!: MovedLot | null;
  @Money({ places: 8, nullable: true, description: "Per `unit`, in the order's currency" }) unitCost!: string | null;
  @Money({ nullable: true, description: "In total, in the order's currency" }) totalCost!: string | null;
  @Money({ description: "Its part of the line's value, in the organisation's currency" }) value!: string;
}

const declared = <Data extends { orderId: string }>(
  action: string,
  summary: string,
  more: Partial<EventOptions<Data>> = {},
): EventOptions<Data> => ({
  category: 'inventory.purchase_order',
  version: 1,
  entity: { type: 'purchase_order', id: 'orderId' },
  action,
  summary,
  ...more,
});

const occurrence = { occurrence: true } as const;

/** Everything about an order that can be changed while it is a draft. */
export class OrderTerms {
  @Nested(() => OrderSupplier) supplier!: OrderSupplier;
  @Text({ max: 200, nullable: true }) reference!: string | null;
  @Text({ max: 2000, lines: true, nullable: true }) notes!: string | null;
  @Currency() currency!: string;
  @Currency({ description: "The organisation's when the terms were recorded: `exchangeRate` leads to it" })
  baseCurrency!: string;
  @Money({
    places: 8,
    nullable: true,
    description: "The organisation's currency for one of the order's; null: the same, or said at each receipt",
  })
  exchangeRate!: string | null;
  @LocalDate({ nullable: true }) expectedOn!: string | null;
  @Quantity({ sign: 'not_negative', description: 'That may come in beyond the ordered quantity' })
  overReceiptPercent!: string;
  @List(Nested(() => OrderedLine), { min: 1, max: MAX_ORDER_LINES }) lines!: readonly OrderedLine[];
}

@Event<PurchaseOrderCreated>(
  declared('purchase_order.created', 'A purchase order was drafted', {
    entity: { type: 'purchase_order', id: 'orderId', label: 'number' },
  }),
)
export class PurchaseOrderCreated extends OrderTerms {
  static readonly type = 'PurchaseOrderCreated';
  @Id() orderId!: string;
  @Code({ example: 'PO-00017' }) number!: string;
}

/** All terms as of now, changed or not: the audit trail finds the difference. */
@Event<PurchaseOrderChanged>(declared('purchase_order.changed', 'Terms of a purchase order were changed'))
export class PurchaseOrderChanged extends OrderTerms {
  static readonly type = 'PurchaseOrderChanged';
  @Id() orderId!: string;
  @List(Id(), { max: MAX_ORDER_LINES, technical: true, description: 'Lines before that are none any more' })
  removedLines!: readonly string[];
}

@Event<PurchaseOrderSubmitted>(
  declared('purchase_order.submitted', 'A purchase order was submitted', { implies: { status: 'submitted' } }),
)
export class PurchaseOrderSubmitted {
  static readonly type = 'PurchaseOrderSubmitted';
  @Id() orderId!: string;
}

/** Nothing more comes in. `received` where all has come, else `closed_short`. */
@Event<PurchaseOrderClosed>(
  declared('purchase_order.closed', 'A purchase order was closed', { implies: { isClosed: true } }),
)
export class PurchaseOrderClosed {
  static readonly type = 'PurchaseOrderClosed';
  @Id() orderId!: string;
  @Choice(ORDER_STATES) status!: OrderStatus;
}

@Event<PurchaseOrderCanceled>(
  declared('purchase_order.canceled', 'A purchase order was canceled', { implies: { status: 'canceled' } }),
)
export class PurchaseOrderCanceled {
  static readonly type = 'PurchaseOrderCanceled';
  @Id() orderId!: string;
}

/** The order as it stands after its receipts. */
class OrderStanding {
  @Id() orderId!: string;
  @Choice(ORDER_STATES) status!: OrderStatus;
  @List(Nested(() => LineReceived), { max: MAX_ORDER_LINES, description: 'Of the lines that it concerns' })
  received!: readonly LineReceived[];
}

/** Goods came in. Each line is posted to its item. */
@Event<PurchaseReceiptRecorded>(
  declared('purchase_order.received', 'Goods of a purchase order were received', occurrence),
)
export class PurchaseReceiptRecorded extends OrderStanding {
  static readonly type = 'PurchaseReceiptRecorded';
  @Id() receiptId!: string;
  @Instant({ nullable: true, description: 'As given; null: when it was recorded' }) effectiveAt!: string | null;
  @Money({ places: 8, nullable: true, description: "The organisation's currency for one of the order's" })
  exchangeRate!: string | null;
  @Text({ max: 200, nullable: true }) reference!: string | null;
  @Text({ max: 2000, lines: true, nullable: true }) note!: string | null;
  @Flag({ description: 'Recorded by somebody who may record in a frozen period' }) bypassesFreeze!: boolean;
  @List(Nested(() => OrderReceiptLine), { min: 1, max: MAX_ORDER_LINES }) lines!: readonly OrderReceiptLine[];
}

@Event<PurchaseReceiptPosted>(
  declared('purchase_order.receipt_posted', 'Lines of a receipt were posted to their items, or refused', occurrence),
)
export class PurchaseReceiptPosted extends OrderStanding {
  static readonly type = 'PurchaseReceiptPosted';
  @Id() receiptId!: string;
  @List(Nested(() => PostingOutcome), { min: 1, max: MAX_ORDER_LINES }) outcomes!: readonly PostingOutcome[];
}

@Event<PurchaseReceiptRetried>(
  declared('purchase_order.receipt_retried', 'The refused lines of a receipt are posted again', occurrence),
)
export class PurchaseReceiptRetried {
  static readonly type = 'PurchaseReceiptRetried';
  @Id() orderId!: string;
  @Id() receiptId!: string;
}

/** Its refused lines were given up: they count as not received. */
@Event<PurchaseReceiptWithdrawn>(
  declared('purchase_order.receipt_withdrawn', 'The refused lines of a receipt were withdrawn', occurrence),
)
export class PurchaseReceiptWithdrawn extends OrderStanding {
  static readonly type = 'PurchaseReceiptWithdrawn';
  @Id() receiptId!: string;
}

/** The posted movement was reversed, or corrected: so much of the receipt's line counts from now on. */
@Event<PurchaseReceiptAmended>(
  declared('purchase_order.receipt_amended', 'A posted receipt was reversed or corrected', occurrence),
)
export class PurchaseReceiptAmended extends OrderStanding {
  static readonly type = 'PurchaseReceiptAmended';
  @Id() receiptId!: string;
  @Id({ technical: true, description: "Of the receipt's line" }) postingId!: string;
  @Id({ description: 'The reversal or correction' }) transactionId!: string;
  @Nested(() => ReceivedQuantity, { nullable: true, description: 'Null: reversed' }) now!: ReceivedQuantity | null;
  @Money({ description: "Its part of the line's value from now on, in the organisation's currency" }) value!: string;
  @Money({ places: 8, nullable: true }) exchangeRate!: string | null;
}

/** Goods of a line went back to the supplier, or did not after all. */
@Event<PurchaseReturnRecorded>(
  declared('purchase_order.returned', 'Goods of a purchase order were returned', occurrence),
)
export class PurchaseReturnRecorded {
  static readonly type = 'PurchaseReturnRecorded';
  @Id() orderId!: string;
  @Id() lineId!: string;
  @Id({ description: 'The return' }) transactionId!: string;
  @Balance({ description: 'In the stock unit; zero: the return was reversed' }) returned!: string;
}

/** Numbers of purchase orders, one after the other. A number that no order came to have is not given again. */
@Event<PurchaseOrderNumberTaken>({
  category: 'inventory.purchase_order_number',
  version: 1,
  entity: { type: 'organization', id: 'organizationId' },
  occurrence: true,
  action: 'purchase_order.number_taken',
  summary: 'A number for a purchase order was taken',
})
export class PurchaseOrderNumberTaken {
  static readonly type = 'PurchaseOrderNumberTaken';
  @Id() organizationId!: string;
  @Code({ example: 'PO-00017' }) number!: string;
}
