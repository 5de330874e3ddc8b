import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'workflow.complete-task',
  permission: 'work.write',
  route: 'POST /tasks/{taskId}/complete',
  status: 200,
  ifMatch: true,
  summary: 'Complete a task; the next one of its series follows',
  answers: Created,
  scope: { by: 'domain', of: 'domainId' },
})
export class CompleteTask {
  @Id() taskId!: string;
}
