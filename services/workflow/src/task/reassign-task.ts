import { event } from '#contracts/declare/event';
import { TaskAssigned } from '#contracts/workflow/task-events';
import { isPresent, type Task, type TaskEvent } from './task';

export interface ReassignTask {
  readonly taskId: string;
  readonly fromUserId: string;
  /** Null: nobody, where the other user is no member of the domain. */
  readonly userId: string | null;
}

/** Nothing for a task that is no longer theirs, or no longer open. */
export function reassignTask({ taskId, fromUserId, userId }: ReassignTask, state: Task): TaskEvent[] {
  const isOpen = isPresent(state) && (state.status === 'todo' || state.status === 'doing');
  if (!isOpen || state.assigneeId !== fromUserId) return [];
  return [event(TaskAssigned, { taskId, domainId: state.domainId, userId })];
}
