import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Id, Instant, List, Money, Nested, Quantity, Text, Unit } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { orderBounds } from './create-purchase-order';
import { LotNamed } from './lot-named';
import { MAX_ORDER_LINES, POSTINGS, type PostingState } from './posting-outcome';
import { ORDER_STATES, type OrderStatus } from './purchase-order-events';

export class NewReceiptLine {
  @Id() lineId!: string;
  @Quantity() quantity!: string;
  @Id() locationId!: string;
  @Unit({ optional: true, description: "Default: the line's" }) unit?: string;
  @Nested(() => LotNamed, { optional: true }) lot?: LotNamed;
}

/** The answer of a receipt: its posting within two seconds; later it is to be read. */
export class PurchaseReceiptAnswer extends Created {
  @Id() receiptId!: string;
  @Choice(ORDER_STATES, { description: "The order's" }) status!: OrderStatus;
  @Choice(POSTINGS) posting!: PostingState;
}

@RequestRule(orderBounds)
@Command({
  subject: 'inventory.receive-purchase-order',
  permission: 'inventory.purchase_order.receive',
  route: 'POST /purchase-orders/{orderId}/receipts',
  status: 201,
  location: '/purchase-orders/{id}',
  summary: 'Record goods of a purchase order that came in',
  answers: PurchaseReceiptAnswer,
  refuses: [
    'CONFLICT',
    'OVER_RECEIPT',
    'LIMIT_REACHED',
    'ZONE_MISMATCH',
    'LOCATION_INACTIVE',
    'ITEM_INACTIVE',
    'LOT_REQUIRED',
    'LOT_DIFFERS',
    'UNIT_NOT_EXACT',
    'EFFECTIVE_IN_FUTURE',
    'PERIOD_FROZEN',
  ],
})
export class ReceivePurchaseOrder {
  @Id() orderId!: string;
  @List(Nested(() => NewReceiptLine), { min: 1, max: MAX_ORDER_LINES }) lines!: readonly NewReceiptLine[];
  @Money({ places: 8, optional: true, description: "Default: the order's" }) exchangeRate?: string;
  @Text({ max: 200, optional: true, example: 'Delivery note 4711' }) reference?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
  @Instant({ optional: true }) effectiveAt?: string;
}
