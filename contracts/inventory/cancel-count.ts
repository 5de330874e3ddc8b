import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { CountAnswer } from './get-count';

@Command({
  subject: 'inventory.cancel-count',
  permission: 'inventory.count.open',
  route: 'POST /counts/{countId}/cancel',
  status: 200,
  summary: 'Cancel a count; what is posted stays',
  answers: CountAnswer,
  refuses: ['CONFLICT'],
})
export class CancelCount {
  @Id() countId!: string;
}
