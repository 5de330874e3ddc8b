import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class OpenedTasks {
  @Count({ min: 0, max: 200 }) tasks!: number;
}

/** Sent every night for each organisation. Of the days that were missed the latest counts. */
@Command({
  subject: 'workflow.open-due-tasks',
  permission: 'service',
  status: 200,
  summary: 'Make the tasks of series that go on by date, and whose day has come',
  answers: OpenedTasks,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['workflow'],
})
export class OpenDueTasks {}
