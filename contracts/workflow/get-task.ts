import { Query } from '../declare/contract';
import { Choice, Count, Id, Instant, List, Nested, Text } from '../declare/fields';
import { MEDIA_TYPES, type MediaType } from '../values/media-types';
import { TaskSummary } from './list-tasks';
import { MAX_ATTACHMENT_BYTES, MAX_TASK_ATTACHMENTS } from './task-events';

/** The comments that are shown: the latest ones. */
export const SHOWN_COMMENTS = 50;

export class TaskComment {
  @Id() id!: string;
  @Text({ max: 2_000, lines: true, example: 'The second door sticks.' }) text!: string;
  @Text({ max: 200, description: 'A user, or a service' }) authorId!: string;
  @Instant() createdAt!: string;
}

export class TaskAttachment {
  @Id() id!: string;
  @Text({ max: 200, example: 'plan.pdf' }) name!: string;
  @Choice(MEDIA_TYPES, { description: 'As its bytes tell' }) mediaType!: MediaType;
  @Count({ min: 0, max: MAX_ATTACHMENT_BYTES }) size!: number;
  @Text({ max: 200, description: 'A user, or a service' }) addedBy!: string;
  @Instant() createdAt!: string;
}

export class TaskDetails extends TaskSummary {
  @List(Nested(() => TaskComment), { max: SHOWN_COMMENTS, description: 'The latest, oldest first' })
  comments!: readonly TaskComment[];
  @List(Nested(() => TaskAttachment), { max: MAX_TASK_ATTACHMENTS }) attachments!: readonly TaskAttachment[];
}

@Query({
  subject: 'workflow.get-task',
  permission: 'work.read',
  route: 'GET /tasks/{taskId}',
  summary: 'Read a task with its comments and files',
  answers: TaskDetails,
  etag: true,
  scope: { by: 'domain', of: 'domainId' },
})
export class GetTask {
  @Id() taskId!: string;
}
