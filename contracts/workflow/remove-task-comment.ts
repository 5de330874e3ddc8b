import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'workflow.remove-task-comment',
  permission: 'work.write',
  route: 'DELETE /tasks/{taskId}/comments/{commentId}',
  status: 200,
  summary: 'Remove a comment of yours from a task; the owner of its domain removes any',
  answers: Created,
  scope: { by: 'domain', of: 'domainId' },
})
export class RemoveTaskComment {
  @Id() taskId!: string;
  @Id() commentId!: string;
}
