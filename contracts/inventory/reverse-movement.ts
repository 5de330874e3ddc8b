import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';
import { TransactionRecorded } from './stock-answers';

@Command({
  subject: 'inventory.reverse-movement',
  permission: 'inventory.movement.reverse',
  route: 'POST /movements/{movementId}/reverse',
  status: 201,
  location: '/movements/{movementIds.0}',
  summary: 'Reverse the whole transaction of a movement',
  answers: TransactionRecorded,
  refuses: [
    'NOT_REVERSIBLE',
    'ALREADY_REVERSED',
    'PERIOD_FROZEN',
    'CONFLICT',
    'INSUFFICIENT_STOCK',
    'LATER_MOMENT_NEGATIVE',
  ],
})
export class ReverseMovement {
  @Id({ description: 'Any movement of the transaction' }) movementId!: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
}
