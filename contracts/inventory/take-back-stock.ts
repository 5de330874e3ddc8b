import { Command } from '../declare/contract';
import { Id, Instant, Quantity, Text, Unit } from '../declare/fields';
import { TakenBackRecorded } from './stock-answers';

@Command({
  subject: 'inventory.take-back-stock',
  permission: 'inventory.movement.reverse',
  route: 'POST /movements/{usedMovementId}/take-back',
  status: 201,
  location: '/movements/{movementIds.0}',
  summary: 'Take a part of a usage back, at the cost that it left with',
  answers: TakenBackRecorded,
  refuses: [
    'NOT_REVERSIBLE',
    'ALREADY_REVERSED',
    'PERIOD_FROZEN',
    'CONFLICT',
    'LOCATION_INACTIVE',
    'UNIT_NOT_EXACT',
    'EFFECTIVE_IN_FUTURE',
  ],
})
export class TakeBackStock {
  @Id({ description: 'Of the usage' }) usedMovementId!: string;
  @Quantity({ example: '1.000', description: 'At most what was not taken back yet' }) quantity!: string;
  @Unit({ optional: true }) unit?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
  @Instant({ optional: true }) effectiveAt?: string;
}
