import { Command } from '../declare/contract';
import { Id, List, Text } from '../declare/fields';
import { MAX_COUNT_ITEMS } from './count-events';
import { CountAnswer } from './get-count';

@Command({
  subject: 'inventory.approve-count',
  permission: 'inventory.count.approve',
  route: 'POST /counts/{countId}/approve',
  status: 200,
  summary: 'Approve lines of a count that are beyond its tolerance',
  answers: CountAnswer,
  refuses: ['CONFLICT', 'APPROVER_MUST_DIFFER'],
})
export class ApproveCount {
  @Id() countId!: string;
  @List(Id(), { min: 1, max: MAX_COUNT_ITEMS, optional: true, description: 'Default: all that wait' })
  itemIds?: readonly string[];
  @Text({ max: 2000, lines: true }) reason!: string;
}
