import { Command } from '../declare/contract';
import { Count, Id } from '../declare/fields';
import { MAX_TASK_ATTACHMENTS } from './task-events';

export class SettledTaskFiles {
  @Count({ min: 0, max: MAX_TASK_ATTACHMENTS }) files!: number;
}

/** Sent after each change of a task's files; a crash after the change loses none, and keeps none. */
@Command({
  subject: 'workflow.settle-task-files',
  permission: 'service',
  status: 200,
  summary: 'Keep the files of a task, or remove those of a deleted one',
  answers: SettledTaskFiles,
  sentBy: ['workflow'],
})
export class SettleTaskFiles {
  @Id() taskId!: string;
}
