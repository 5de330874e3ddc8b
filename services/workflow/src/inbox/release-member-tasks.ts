import { event } from '#contracts/declare/event';
import { InboxTaskReassigned, InboxTaskReleased, type TaskCandidate } from '#contracts/workflow/inbox-events';
import type { Given } from '#libs/event-sourcing';
import { ADMINISTRATORS, unsettledTasks } from '../case/task-rules';
import type { InboxTaskState, WorkCase, WorkCaseEvent } from '../case/work-case';

export interface FormerMember {
  readonly userId: string;
  /** Their manager, where one is known who can sign in. */
  readonly manager: TaskCandidate | null;
}

/**
 * The tasks that a user holds who can no longer sign in are with their candidates again; where nobody else was a
 * candidate, with the user's manager, else the administrators.
 */
export function releaseMemberTasks(
  { userId }: { readonly userId: string },
  state: WorkCase,
  { facts }: Given<FormerMember>,
): WorkCaseEvent[] {
  return unsettledTasks(state).flatMap((task) => {
    const released = task.holderId === userId ? releasedTask(task) : [];
    const others = task.candidates.filter((each) => each.userId !== userId);
    // A command that is under way reports its outcome to the task as it is.
    if (task.status === 'working' || others.some(isSomebody)) return released;
    if (released.length === 0 && others.length === task.candidates.length) return [];
    const { taskId, caseId } = task;
    const candidates = [...others, facts.manager ?? ADMINISTRATORS];
    return [
      ...released,
      event(InboxTaskReassigned, { taskId, caseId, userId: null, forUserId: null, holderId: null, candidates }),
    ];
  });
}

function releasedTask({ taskId, caseId }: InboxTaskState): WorkCaseEvent[] {
  return [event(InboxTaskReleased, { taskId, caseId, userId: null, forUserId: null, reason: 'member_ended' })];
}

/** A manager without a login can claim nothing. */
function isSomebody({ kind, userId }: TaskCandidate): boolean {
  return kind !== 'manager' || userId !== null;
}
