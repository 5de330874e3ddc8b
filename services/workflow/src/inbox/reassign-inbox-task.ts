import { event } from '#contracts/declare/event';
import { DomainError, faultAt } from '#contracts/errors';
import type { ChangeInboxTask } from '#contracts/workflow/change-inbox-task';
import { InboxTaskChanged, InboxTaskReassigned, MAX_CANDIDATES } from '#contracts/workflow/inbox-events';
import type { ReassignInboxTask } from '#contracts/workflow/reassign-inbox-task';
import type { Given } from '#libs/event-sourcing';
import { refuseUnknownReceiver } from '../case/hand-over-case';
import { taskCandidate } from '../case/task-rules';
import type { WorkCase, WorkCaseEvent } from '../case/work-case';
import { actionableTask, doer, refuseHeld, type Standing } from './standing';

interface Reassigning extends Standing {
  /** Of the organisation, its own among them. */
  readonly roles: ReadonlySet<string>;
}

/** By the holder, a candidate of an unclaimed task, a deputy of theirs, or an administrator. */
export function reassignInboxTask(
  { taskId, to, role = 'admin' }: ReassignInboxTask,
  state: WorkCase,
  given: Given<Reassigning>,
): WorkCaseEvent[] {
  const task = actionableTask(taskId, state, given);
  const { caseId, candidates, holderId, status } = task;
  if (!given.facts.isEverywhere) refuseHeld(task, given);
  const by = { taskId, caseId, ...doer(given) };
  if (to === undefined) {
    if (!given.facts.roles.has(role)) throw faultAt('NOT_FOUND', '/role', 'is no role here');
    return [event(InboxTaskReassigned, { ...by, holderId: null, candidates: [taskCandidate.role(role)] })];
  }
  const { users, personId } = given.facts;
  refuseUnknownReceiver('/to', to, { users });
  if (users.get(to) === 'inactive') throw faultAt('VALIDATION_FAILED', '/to', 'is not active', 'RANGE');
  if (to === personId) throw new DomainError('CONFLICT', 'The case is about this user');
  if (to === holderId && status === 'open') return [];
  const isKnown = candidates.some(({ userId }) => userId === to);
  const named = isKnown ? candidates : [...candidates, taskCandidate.user(to)].slice(-MAX_CANDIDATES);
  return [event(InboxTaskReassigned, { ...by, holderId: to, candidates: named })];
}

/** A due date that is set by hand does not move with the case any more. */
export function changeInboxTask(command: ChangeInboxTask, state: WorkCase, given: Given<Standing>): WorkCaseEvent[] {
  const task = actionableTask(command.taskId, state, given);
  if (!given.facts.isEverywhere) refuseHeld(task, given);
  const { taskId, caseId } = task;
  const { dueOn = null, followUpOn = null, priority = 'normal' } = command;
  if (dueOn === task.dueOn && followUpOn === task.followUpOn && priority === task.priority) return [];
  const dueAfter = dueOn === task.dueOn ? task.dueAfter : null;
  return [event(InboxTaskChanged, { taskId, caseId, dueOn, followUpOn, priority, dueAfter })];
}
