import { Query } from '../declare/contract';
import {
  Balance,
  Choice,
  Code,
  Currency,
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
import { MAX_ORDER_LINES, MAX_RECEIPTS, POSTINGS, type PostingState } from './posting-outcome';
import { ORDER_STATES, type OrderStatus } from './purchase-order-events';

/** A purchase order, as a list shows it. */
export class PurchaseOrderRowShown {
  @Id() id!: string;
  @Code({ example: 'PO-00017' }) number!: string;
  @Text({ max: 200, example: 'Mill & Sons' }) supplier!: string;
  @Id({ nullable: true }) supplierId!: string | null;
  @Choice(ORDER_STATES) status!: OrderStatus;
  @Flag({ description: 'Nothing more comes in' }) closed!: boolean;
  @Text({ max: 200, nullable: true }) reference!: string | null;
  @Text({ max: 2000, lines: true, nullable: true }) notes!: string | null;
  @Currency() currency!: string;
  @Money({ description: "In the order's currency" }) totalCost!: string;
  @LocalDate({ nullable: true }) expectedOn!: string | null;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

export class PurchaseOrderLine {
  @Id() lineId!: string;
  @Id() itemId!: string;
  @Unit() unit!: string;
  @Quantity({ description: 'In `unit`' }) ordered!: string;
  @Balance({ description: 'In `unit`; rounded where it has no 3 places' }) received!: string;
  @Quantity({ description: 'In the stock unit' }) stockOrdered!: string;
  @Balance({ description: 'In the stock unit' }) stockReceived!: string;
  @Balance({ description: 'In the stock unit; it stays received' }) returned!: string;
  @Money({ places: 8, nullable: true, description: 'Per `unit`, if the price was given so' }) unitPrice!: string | null;
  @Money({ description: "In the order's currency" }) totalPrice!: string;
  @Quantity({ nullable: true, description: 'In the stock unit, if the line was made of a suggestion' })
  suggested!: string | null;
  @Flag({ description: 'More than suggested, to order whole units' }) raised!: boolean;
  @Text({ max: 200, nullable: true }) note!: string | null;
}

export class PurchaseReceipt {
  @Id() receiptId!: string;
  @Choice(POSTINGS) posting!: PostingState;
  @Text({ max: 40, nullable: true, description: 'Why it failed, of its first refused line', example: 'PERIOD_FROZEN' })
  code!: string | null;
  @Instant({ nullable: true, description: 'As given; null: when it was recorded' }) effectiveAt!: string | null;
  @Money({ places: 8, nullable: true }) exchangeRate!: string | null;
  @Text({ max: 200, nullable: true }) reference!: string | null;
  @Instant() recordedAt!: string;
  @Flag({ description: 'All that was refused of it was given up' }) withdrawn!: boolean;
  @Flag({ description: 'All that was posted of it was reversed' }) reversed!: boolean;
}

/** A purchase order with its lines and receipts. */
export class PurchaseOrderDetails extends PurchaseOrderRowShown {
  @Money({ places: 8, nullable: true, description: "The organisation's currency for one of the order's" })
  exchangeRate!: string | null;
  @Quantity({ sign: 'not_negative' }) overReceiptPercent!: string;
  @List(Nested(() => PurchaseOrderLine), { max: MAX_ORDER_LINES }) lines!: readonly PurchaseOrderLine[];
  @List(Nested(() => PurchaseReceipt), { max: MAX_RECEIPTS }) receipts!: readonly PurchaseReceipt[];
}

@Query({
  subject: 'inventory.get-purchase-order',
  permission: 'inventory.purchase_order.read',
  route: 'GET /purchase-orders/{orderId}',
  summary: 'Read a purchase order',
  answers: PurchaseOrderDetails,
  etag: true,
})
export class GetPurchaseOrder {
  @Id() orderId!: string;
}
