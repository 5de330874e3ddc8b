import { Command } from '../declare/contract';
import { Count, Id, Nested } from '../declare/fields';
import { MAX_TASK_ATTACHMENTS } from './task-events';

export class SettledTaskFiles {
  @Count({ min: 0, max: MAX_TASK_ATTACHMENTS }) files!: number;
}

/** A file that a task names no more. */
export class RemovedTaskFile {
  @Id() attachmentId!: string;
  @Id({ description: 'Of the stored object' }) fileId!: string;
}

/** Sent after each change of a task's files; a crash after the change loses none, and keeps none. */
@Command({
  subject: 'workflow.settle-task-files',
  permission: 'service',
  status: 200,
  summary: 'Keep the files that a task names, and remove the others',
  answers: SettledTaskFiles,
  sentBy: ['workflow'],
})
export class SettleTaskFiles {
  @Id() taskId!: string;
  @Nested(() => RemovedTaskFile, { optional: true }) removed?: RemovedTaskFile;
}
