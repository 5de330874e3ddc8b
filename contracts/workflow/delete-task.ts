import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'workflow.delete-task',
  permission: 'work.write',
  route: 'DELETE /tasks/{taskId}',
  status: 200,
  ifMatch: true,
  summary: 'Delete a task with its files; its series ends',
  answers: Created,
  scope: { by: 'domain', of: 'domainId' },
})
export class DeleteTask {
  @Id() taskId!: string;
}
