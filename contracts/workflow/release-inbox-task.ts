import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';

@Command({
  subject: 'workflow.release-inbox-task',
  permission: 'workflow.inbox',
  route: 'POST /inbox/tasks/{taskId}/release',
  status: 200,
  ifMatch: true,
  summary: 'Give a task of the inbox back to its candidates',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class ReleaseInboxTask {
  @Id() taskId!: string;
  @Text({ max: 2000, optional: true, lines: true, example: 'As agreed on the phone' }) comment?: string;
}
