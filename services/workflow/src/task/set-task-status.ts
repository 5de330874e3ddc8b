import { event } from '#contracts/declare/event';
import type { CompleteTask } from '#contracts/workflow/complete-task';
import type { DeleteTask } from '#contracts/workflow/delete-task';
import {
  TaskCanceled,
  TaskCompleted,
  TaskDeleted,
  TaskStatusSet,
  type TaskStatus,
} from '#contracts/workflow/task-events';
import { nextDueOn, presentTask, type PresentTask, type Task, type TaskEvent } from './task';

/** The end of a task names the next day of its series, for which the next task is made. */
export function statusEvents(taskId: string, status: TaskStatus, state: PresentTask): TaskEvent[] {
  if (status === state.status) return [];
  const { domainId, seriesId, details } = state;
  if (status === 'todo' || status === 'doing') return [event(TaskStatusSet, { taskId, domainId, status })];
  const ended = { taskId, domainId, seriesId, nextDueOn: nextDueOn(details) };
  return [status === 'done' ? event(TaskCompleted, ended) : event(TaskCanceled, ended)];
}

/** A task that is done stays so. */
export function completeTask({ taskId }: CompleteTask, state: Task): TaskEvent[] {
  return statusEvents(taskId, 'done', presentTask(state));
}

export function deleteTask({ taskId }: DeleteTask, state: Task): TaskEvent[] {
  const { domainId } = presentTask(state);
  return [event(TaskDeleted, { taskId, domainId })];
}
