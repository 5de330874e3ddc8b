import { Command } from '../declare/contract';
import { Code, Id, Instant, List, Nested, Quantity, Text, Unit } from '../declare/fields';
import { MAX_LINES } from './posting-outcome';
import { StockDocumentAnswer } from './stock-document-recorded';

export class UsageLine {
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Quantity() quantity!: string;
  @Unit({ optional: true }) unit?: string;
  @Code({ optional: true, description: 'Default for an item tracked by lot: by expiry' }) lotNumber?: string;
  @Id({ optional: true, description: 'The reservation that it consumes, as far as it goes' }) reservationId?: string;
  @Id({ optional: true, description: 'The employee to whom it is issued: a task of their leave takes it back' })
  employeeId?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
}

@Command({
  subject: 'inventory.record-usages',
  permission: 'inventory.usage.record',
  route: 'POST /usages',
  status: 201,
  location: '/stock-documents/{id}',
  summary: 'Record stock of several items that was used',
  answers: StockDocumentAnswer,
  refuses: [
    'INSUFFICIENT_STOCK',
    'INSUFFICIENT_AVAILABLE',
    'CONFLICT',
    'LATER_MOMENT_NEGATIVE',
    'ZONE_MISMATCH',
    'LOCATION_INACTIVE',
    'LOT_REQUIRED',
    'LOT_NOT_AVAILABLE',
    'UNIT_NOT_EXACT',
    'EFFECTIVE_IN_FUTURE',
    'PERIOD_FROZEN',
  ],
})
export class RecordUsages {
  @List(Nested(() => UsageLine), { min: 1, max: MAX_LINES }) lines!: readonly UsageLine[];
  @Text({ max: 200, optional: true, example: 'Kitchen order 12' }) reference?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
  @Instant({ optional: true }) effectiveAt?: string;
}
