import { Command } from '../declare/contract';
import { Choice, Code, Id, Instant, List, Money, Nested, Quantity, Text, Unit } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { costOfIncrease, noteForOther } from './adjust-stock';
import { MAX_LINES } from './posting-outcome';
import { eachLine } from './record-receipts';
import { StockDocumentAnswer } from './stock-document-recorded';
import { ADJUSTMENT_REASONS, type AdjustmentReason } from './stock-events';

export class AdjustmentLine {
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Quantity({ sign: 'not_zero' }) quantity!: string;
  @Choice(ADJUSTMENT_REASONS, { description: '`other` needs a note' }) reason!: AdjustmentReason;
  @Unit({ optional: true }) unit?: string;
  @Money({ places: 8, optional: true, description: 'Per `unit`; for an increase only' }) unitCost?: string;
  @Code({ optional: true }) lotNumber?: string;
  @Id({ optional: true, description: 'The movement that this corrects' }) corrects?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
}

@RequestRule(eachLine(noteForOther))
@RequestRule(eachLine(costOfIncrease))
@Command({
  subject: 'inventory.record-adjustments',
  permission: 'inventory.adjustment.record',
  route: 'POST /adjustments',
  status: 201,
  location: '/stock-documents/{id}',
  summary: 'Correct the stock of several items, up or down',
  answers: StockDocumentAnswer,
  refuses: [
    'INSUFFICIENT_STOCK',
    'LATER_MOMENT_NEGATIVE',
    'ZONE_MISMATCH',
    'LOCATION_INACTIVE',
    'LOT_REQUIRED',
    'UNIT_NOT_EXACT',
    'EFFECTIVE_IN_FUTURE',
    'PERIOD_FROZEN',
  ],
})
export class RecordAdjustments {
  @List(Nested(() => AdjustmentLine), { min: 1, max: MAX_LINES }) lines!: readonly AdjustmentLine[];
  @Text({ max: 200, optional: true, example: 'Stocktaking 2026' }) reference?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
  @Instant({ optional: true }) effectiveAt?: string;
}
