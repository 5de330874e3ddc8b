import { Command } from '../declare/contract';
import { Flag, Id, List, Money, Nested, Quantity, Text, Unit } from '../declare/fields';
import { PurchaseOrderAnswer } from './create-purchase-order';
import { MAX_ORDER_LINES } from './posting-outcome';

/** A line of the draft beside the suggestion that it was made of. */
export class SuggestedOrderLine {
  @Id() lineId!: string;
  @Id() itemId!: string;
  @Quantity({ description: 'In the stock unit' }) suggested!: string;
  @Quantity({ description: 'In `unit`: a whole number' }) quantity!: string;
  @Unit({ description: "The supplier's" }) unit!: string;
  @Quantity({ description: 'The ordered quantity in the stock unit' }) stockQuantity!: string;
  @Flag({ description: 'More than suggested, to order whole units' }) raised!: boolean;
  @Money({ places: 8, description: "Per `unit`, in the order's currency" }) unitPrice!: string;
}

export class SuggestedOrderAnswer extends PurchaseOrderAnswer {
  @List(Nested(() => SuggestedOrderLine), { max: MAX_ORDER_LINES }) lines!: readonly SuggestedOrderLine[];
}

@Command({
  subject: 'inventory.order-suggested-items',
  permission: 'inventory.purchase_order.manage',
  route: 'POST /reorder-suggestions/order',
  status: 201,
  location: '/purchase-orders/{id}',
  summary: 'Draft a purchase order of items that are to be ordered',
  answers: SuggestedOrderAnswer,
  refuses: ['CONFLICT', 'UNIT_NOT_EXACT'],
})
export class OrderSuggestedItems {
  @Text({ max: 200, description: 'Name or id of one that offers the items', example: 'Mill & Sons' })
  supplier!: string;
  @List(Id(), { min: 1, max: MAX_ORDER_LINES }) itemIds!: readonly string[];
}
