import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';
import { MEDIA_TYPES } from '../values/media-types';
import { MAX_ATTACHMENT_BYTES } from './task-events';

export class AttachedToTask extends Created {
  @Id() attachmentId!: string;
}

@Command({
  subject: 'workflow.attach-to-task',
  permission: 'work.write',
  route: 'POST /tasks/{taskId}/attachments',
  status: 201,
  location: '/attachments/{attachmentId}',
  summary: 'Attach a file to a task',
  answers: AttachedToTask,
  refuses: ['LIMIT_REACHED', 'FILE_INFECTED'],
  upload: { field: 'fileId', fileName: 'name', maxBytes: MAX_ATTACHMENT_BYTES, takes: MEDIA_TYPES },
  scope: { by: 'domain', of: 'domainId' },
})
export class AttachToTask {
  @Id() taskId!: string;
  @Id({ description: 'Of the stored file' }) fileId!: string;
  @Text({ max: 200, optional: true, example: 'plan.pdf', description: 'Default: the name that the file comes with' })
  name?: string;
}
