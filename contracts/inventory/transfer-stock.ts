import { Command } from '../declare/contract';
import { Code, Id, Instant, Quantity, Text, Unit } from '../declare/fields';
import { TransactionRecorded } from './stock-answers';

@Command({
  subject: 'inventory.transfer-stock',
  permission: 'inventory.transfer.record',
  route: 'POST /items/{itemId}/transfers',
  status: 201,
  location: '/movements/{movementIds.0}',
  summary: 'Move stock from one location to another',
  answers: TransactionRecorded,
  refuses: [
    'SAME_LOCATION',
    'INSUFFICIENT_STOCK',
    'LATER_MOMENT_NEGATIVE',
    'LOCATION_INACTIVE',
    'ZONE_MISMATCH',
    'LOT_REQUIRED',
    'UNIT_NOT_EXACT',
    'EFFECTIVE_IN_FUTURE',
    'PERIOD_FROZEN',
  ],
})
export class TransferStock {
  @Id() itemId!: string;
  @Id() fromLocationId!: string;
  @Id() toLocationId!: string;
  @Quantity() quantity!: string;
  @Unit({ optional: true }) unit?: string;
  @Code({ optional: true }) lotNumber?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
  @Instant({ optional: true }) effectiveAt?: string;
}
