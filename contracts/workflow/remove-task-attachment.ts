import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'workflow.remove-task-attachment',
  permission: 'work.write',
  route: 'DELETE /tasks/{taskId}/attachments/{attachmentId}',
  status: 200,
  summary: 'Remove a file that you attached to a task; the owner of its domain removes any',
  answers: Created,
  scope: { by: 'domain', of: 'domainId' },
})
export class RemoveTaskAttachment {
  @Id() taskId!: string;
  @Id() attachmentId!: string;
}
