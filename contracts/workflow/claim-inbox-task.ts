import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';

@Command({
  subject: 'workflow.claim-inbox-task',
  permission: 'workflow.inbox',
  route: 'POST /inbox/tasks/{taskId}/claim',
  status: 200,
  ifMatch: true,
  summary: 'Claim a task of the inbox',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class ClaimInboxTask {
  @Id() taskId!: string;
  @Text({ max: 2000, optional: true, lines: true, example: 'As agreed on the phone' }) comment?: string;
}
