import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { CountAnswer } from './get-count';

@Command({
  subject: 'inventory.recount',
  permission: 'inventory.count.open',
  route: 'POST /counts/{countId}/recount',
  status: 200,
  summary: 'Open a count again for the lines that are to be counted again',
  answers: CountAnswer,
  refuses: ['CONFLICT'],
})
export class RecountLines {
  @Id() countId!: string;
}
