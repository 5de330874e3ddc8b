import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';

@Command({
  subject: 'workflow.complete-inbox-task',
  permission: 'workflow.inbox',
  route: 'POST /inbox/tasks/{taskId}/complete',
  status: 200,
  ifMatch: true,
  summary: 'Complete a task of the inbox, which does what it stands for',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class CompleteInboxTask {
  @Id() taskId!: string;
  @Text({ max: 2000, optional: true, lines: true, example: 'As agreed on the phone' }) comment?: string;
  @Id({ optional: true, description: 'Of a hand-over: the user who has it afterwards. Default: the caller' })
  to?: string;
}
