import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Currency, Id, List, LocalDate, Money, Nested, Quantity, Text, Unit } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';
import { quantityUnits } from '../values/amounts';
import { MAX_ORDER_LINES } from './posting-outcome';
import { eachLine } from './record-receipts';

export class NewOrderLine {
  @Id() itemId!: string;
  @Quantity() quantity!: string;
  @Unit({ optional: true, description: "Default: the item's stock unit" }) unit?: string;
  @Money({ places: 8, optional: true, description: 'Per `unit`; give this or `totalPrice`', example: '2.50000000' })
  unitPrice?: string;
  @Money({ optional: true, description: 'Of the line; give this or `unitPrice`' }) totalPrice?: string;
  @Text({ max: 200, optional: true }) note?: string;
}

/** A line has one price: per unit, or in total. */
export function onePrice({ unitPrice, totalPrice }: NewOrderLine): FieldError | undefined {
  if ((unitPrice === undefined) !== (totalPrice === undefined)) return undefined;
  return unitPrice === undefined
    ? { pointer: '/unitPrice', code: 'REQUIRED', message: 'or totalPrice is needed' }
    : { pointer: '/totalPrice', code: 'UNKNOWN', message: 'goes without unitPrice' };
}

/** A rate of zero would make everything free, and a tolerance has a limit. */
export function orderBounds({
  exchangeRate,
  overReceiptPercent,
}: {
  readonly exchangeRate?: string | null;
  readonly overReceiptPercent?: string;
}): FieldError | undefined {
  if (typeof exchangeRate === 'string' && /^[0.]+$/.test(exchangeRate)) {
    return { pointer: '/exchangeRate', code: 'RANGE', message: 'must be more than 0' };
  }
  if (overReceiptPercent !== undefined && quantityUnits(overReceiptPercent) > 1_000_000n) {
    return { pointer: '/overReceiptPercent', code: 'RANGE', message: 'must be at most 1000' };
  }
  return undefined;
}

export class PurchaseOrderAnswer extends Created {
  @Code({ example: 'PO-00017' }) number!: string;
}

@RequestRule(eachLine(onePrice))
@RequestRule(orderBounds)
@Command({
  subject: 'inventory.create-purchase-order',
  permission: 'inventory.purchase_order.manage',
  route: 'POST /purchase-orders',
  status: 201,
  location: '/purchase-orders/{id}',
  summary: 'Draft a purchase order',
  answers: PurchaseOrderAnswer,
  refuses: ['CONFLICT', 'UNIT_NOT_EXACT'],
})
export class CreatePurchaseOrder {
  @Text({ max: 200, description: 'Name or id', example: 'Mill & Sons' }) supplier!: string;
  @Text({ max: 200, optional: true, example: 'Offer 12' }) reference?: string;
  @Text({ max: 2000, lines: true, optional: true }) notes?: string;
  @Currency({ optional: true, description: "Default: the organisation's" }) currency?: string;
  @Money({ places: 8, optional: true, description: "The organisation's currency for one of the order's" })
  exchangeRate?: string;
  @LocalDate({ optional: true }) expectedOn?: string;
  @Quantity({ sign: 'not_negative', optional: true, description: 'Default: 0', example: '10.000' })
  overReceiptPercent?: string;
  @List(Nested(() => NewOrderLine), { min: 1, max: MAX_ORDER_LINES }) lines!: readonly NewOrderLine[];
}
