import { Command } from '../declare/contract';
import { Code, Id, Instant, Quantity, Text, Unit } from '../declare/fields';
import { ReturnRecorded } from './stock-answers';

@Command({
  subject: 'inventory.return-stock',
  permission: 'inventory.usage.record',
  route: 'POST /items/{itemId}/returns',
  status: 201,
  location: '/movements/{movementIds.0}',
  summary: 'Record stock that was returned to its supplier',
  answers: ReturnRecorded,
  refuses: [
    'INSUFFICIENT_STOCK',
    'LATER_MOMENT_NEGATIVE',
    'INSUFFICIENT_AVAILABLE',
    'LOCATION_INACTIVE',
    'ZONE_MISMATCH',
    'LOT_REQUIRED',
    'UNIT_NOT_EXACT',
    'EFFECTIVE_IN_FUTURE',
    'PERIOD_FROZEN',
  ],
})
export class ReturnStock {
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Quantity() quantity!: string;
  @Unit({ optional: true }) unit?: string;
  @Code({ optional: true, description: 'May have expired' }) lotNumber?: string;
  @Id({ optional: true, description: "The order's line that the stock came in by" }) orderLineId?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
  @Instant({ optional: true }) effectiveAt?: string;
}
