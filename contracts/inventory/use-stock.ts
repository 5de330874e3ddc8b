import { Command } from '../declare/contract';
import { Code, Id, Instant, Quantity, Text, Unit } from '../declare/fields';
import { UsageRecorded } from './stock-answers';

@Command({
  subject: 'inventory.use-stock',
  permission: 'inventory.usage.record',
  route: 'POST /items/{itemId}/usages',
  status: 201,
  location: '/movements/{movementIds.0}',
  summary: 'Record stock that was used',
  answers: UsageRecorded,
  refuses: [
    'INSUFFICIENT_STOCK',
    'LATER_MOMENT_NEGATIVE',
    'LOCATION_INACTIVE',
    'INSUFFICIENT_AVAILABLE',
    'ZONE_MISMATCH',
    'LOT_REQUIRED',
    'LOT_NOT_AVAILABLE',
    'CONFLICT',
    'UNIT_NOT_EXACT',
    'EFFECTIVE_IN_FUTURE',
    'PERIOD_FROZEN',
  ],
})
export class UseStock {
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Quantity() quantity!: string;
  @Unit({ optional: true }) unit?: string;
  @Code({ optional: true, description: 'Default for an item tracked by lot: by expiry' }) lotNumber?: string;
  @Id({ optional: true, description: 'The reservation that it consumes, as far as it goes' }) reservationId?: string;
  @Id({ optional: true, description: 'The employee to whom it is issued: a task of their leave takes it back' })
  employeeId?: string;
  @Text({ max: 200, optional: true, example: 'Kitchen order 12' }) reference?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
  @Instant({ optional: true }) effectiveAt?: string;
}
