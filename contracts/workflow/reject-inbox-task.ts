import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';

@Command({
  subject: 'workflow.reject-inbox-task',
  permission: 'workflow.inbox',
  route: 'POST /inbox/tasks/{taskId}/reject',
  status: 200,
  ifMatch: true,
  summary: 'Reject a task of the inbox: it waits for an administrator',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class RejectInboxTask {
  @Id() taskId!: string;
  @Text({ max: 2000, optional: true, lines: true, example: 'As agreed on the phone' }) comment?: string;
}
