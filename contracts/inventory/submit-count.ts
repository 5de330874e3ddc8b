import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { CountAnswer } from './get-count';

@Command({
  subject: 'inventory.submit-count',
  permission: 'inventory.count.record',
  route: 'POST /counts/{countId}/submit',
  status: 200,
  summary: 'Submit a count: its lines are compared with the book and posted',
  answers: CountAnswer,
  refuses: ['CONFLICT'],
})
export class SubmitCount {
  @Id() countId!: string;
}
