import { Command } from '../declare/contract';
import { Id, Instant, List, Money, Nested, Quantity, Text, Unit } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';
import { LotNamed } from './lot-named';
import { MAX_LINES } from './posting-outcome';
import { oneCost } from './receive-stock';
import { StockDocumentAnswer } from './stock-document-recorded';

export class ReceiptLine {
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Quantity() quantity!: string;
  @Money({ places: 8, optional: true, description: 'Per `unit`; give this or `totalCost`', example: '2.50000000' })
  unitCost?: string;
  @Money({ optional: true, description: 'In total; give this or `unitCost`' }) totalCost?: string;
  @Unit({ optional: true }) unit?: string;
  @Nested(() => LotNamed, { optional: true }) lot?: LotNamed;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
}

/** A rule about one line, for each of them; the first fault is told. */
export function eachLine<Line extends object>(fault: (line: Line) => FieldError | undefined) {
  return ({ lines }: { readonly lines: readonly Line[] }): FieldError | undefined => {
    for (const [index, line] of lines.entries()) {
      const found = fault(line);
      if (found) return { ...found, pointer: `/lines/${index}${found.pointer}` };
    }
    return undefined;
  };
}

@RequestRule(eachLine(oneCost))
@Command({
  subject: 'inventory.record-receipts',
  permission: 'inventory.receipt.record',
  route: 'POST /receipts',
  status: 201,
  location: '/stock-documents/{id}',
  summary: 'Record stock of several items that came in',
  answers: StockDocumentAnswer,
  refuses: [
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
export class RecordReceipts {
  @List(Nested(() => ReceiptLine), { min: 1, max: MAX_LINES }) lines!: readonly ReceiptLine[];
  @Text({ max: 200, optional: true, example: 'Delivery note 4711' }) reference?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
  @Instant({ optional: true }) effectiveAt?: string;
}
