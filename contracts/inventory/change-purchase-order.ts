import { Created } from '../created';
import { Command } from '../declare/contract';
import { Currency, Id, List, LocalDate, Money, Nested, Quantity, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';
import { NewOrderLine, onePrice, orderBounds } from './create-purchase-order';
import { MAX_ORDER_LINES } from './posting-outcome';
import { eachLine } from './record-receipts';

const oneNewPrice = eachLine(onePrice);
const linePrices = ({ lines }: ChangePurchaseOrder): FieldError | undefined => lines && oneNewPrice({ lines });

@RequestRule(linePrices)
@RequestRule(orderBounds)
@Command({
  subject: 'inventory.change-purchase-order',
  permission: 'inventory.purchase_order.manage',
  route: 'PATCH /purchase-orders/{orderId}',
  status: 200,
  ifMatch: true,
  summary: 'Change a draft, or the remarks of a submitted purchase order',
  answers: Created,
  refuses: ['CONFLICT', 'UNIT_NOT_EXACT'],
})
export class ChangePurchaseOrder {
  @Id() orderId!: string;
  @Text({ max: 200, optional: true, description: 'Name or id' }) supplier?: string;
  @Text({ max: 200, optional: true, nullable: true, description: 'Null removes it' }) reference?: string | null;
  @Text({ max: 2000, lines: true, optional: true, nullable: true, description: 'Null removes it' })
  notes?: string | null;
  @Currency({ optional: true }) currency?: string;
  @Money({ places: 8, optional: true, nullable: true, description: 'Null removes it' }) exchangeRate?: string | null;
  @LocalDate({ optional: true, nullable: true, description: 'Null removes it' }) expectedOn?: string | null;
  @Quantity({ sign: 'not_negative', optional: true, example: '10.000' }) overReceiptPercent?: string;
  @List(Nested(() => NewOrderLine), {
    min: 1,
    max: MAX_ORDER_LINES,
    optional: true,
    description: 'In place of all lines',
  })
  lines?: readonly NewOrderLine[];
}
