import { event } from '#contracts/declare/event';
import type { OpenNextTask } from '#contracts/workflow/open-next-task';
import { TaskCreated } from '#contracts/workflow/task-events';
import type { Given } from '#libs/event-sourcing';
import { isPresent, type Task, type TaskEvent } from './task';

/** The task before it, as it is now, and the members of its domain. */
export interface TaskBefore {
  readonly before: Task;
  readonly members: ReadonlySet<string>;
  /** Of the task that is made: derived from the series and the day. */
  readonly taskId: string;
}

/** A copy of the task before it, to be done anew. Nothing for a task that is there, and for a series that has ended. */
export function openNextTask(
  { seriesId, dueOn }: OpenNextTask,
  { status }: Task,
  { facts: { before, members, taskId } }: Given<TaskBefore>,
): TaskEvent[] {
  if (status !== 'absent' || !isPresent(before) || before.details.recurrence === null || members.size === 0) return [];
  const { domainId, details, assigneeId } = before;
  const checklist = details.checklist.map(({ text }) => ({ text, done: false }));
  const isMember = assigneeId !== null && members.has(assigneeId);
  return [
    event(TaskCreated, {
      ...details,
      taskId,
      domainId,
      checklist,
      dueOn,
      seriesId,
      assigneeId: isMember ? assigneeId : null,
    }),
  ];
}
