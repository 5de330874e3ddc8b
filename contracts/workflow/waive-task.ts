import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';
import { MAX_WAIVED_REASON } from './inbox-events';

@Command({
  subject: 'workflow.waive-task',
  permission: 'workflow.case.manage',
  route: 'POST /cases/{caseId}/tasks/{taskId}/waive',
  status: 200,
  summary: 'Waive a task of a case, with the reason',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class WaiveTask {
  @Id() caseId!: string;
  @Id() taskId!: string;
  @Text({ max: MAX_WAIVED_REASON, lines: true, example: 'The account is shared' }) reason!: string;
}
