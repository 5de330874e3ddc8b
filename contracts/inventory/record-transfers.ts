import { Command } from '../declare/contract';
import { Code, Id, Instant, List, Nested, Quantity, Text, Unit } from '../declare/fields';
import { MAX_LINES } from './posting-outcome';
import { StockDocumentAnswer } from './stock-document-recorded';

export class TransferLine {
  @Id() itemId!: string;
  @Id() fromLocationId!: string;
  @Id() toLocationId!: string;
  @Quantity() quantity!: string;
  @Unit({ optional: true }) unit?: string;
  @Code({ optional: true }) lotNumber?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
}

@Command({
  subject: 'inventory.record-transfers',
  permission: 'inventory.transfer.record',
  route: 'POST /transfers',
  status: 201,
  location: '/stock-documents/{id}',
  summary: 'Move stock of several items from one location to another',
  answers: StockDocumentAnswer,
  refuses: [
    'SAME_LOCATION',
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
export class RecordTransfers {
  @List(Nested(() => TransferLine), { min: 1, max: MAX_LINES }) lines!: readonly TransferLine[];
  @Text({ max: 200, optional: true, example: 'Truck 7' }) reference?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
  @Instant({ optional: true }) effectiveAt?: string;
}
