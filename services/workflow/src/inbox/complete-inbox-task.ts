import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { CompleteInboxTask } from '#contracts/workflow/complete-inbox-task';
import {
  InboxTaskClaimed,
  InboxTaskCompleted,
  InboxTaskRejected,
  InboxTaskStarted,
} from '#contracts/workflow/inbox-events';
import type { RejectInboxTask } from '#contracts/workflow/reject-inbox-task';
import type { Given } from '#libs/event-sourcing';
import { refuseReceiver, refuseUnknownReceiver } from '../case/hand-over-case';
import { caseCompletion, isCarriedOut } from '../case/task-rules';
import type { InboxTaskState, WorkCase, WorkCaseEvent } from '../case/work-case';
import { said } from './comment-inbox-task';
import { actionableTask, doer, refuseHeld, visibleTask, type Standing } from './standing';

/** A task that nobody holds is claimed with it. The same person again changes nothing. */
export function completeInboxTask(
  command: CompleteInboxTask,
  state: WorkCase,
  given: Given<Standing>,
): WorkCaseEvent[] {
  const visible = visibleTask(command.taskId, state, given);
  if (command.to !== undefined) refuseUnknownReceiver('/to', command.to, given.facts);
  if (isRepeated(visible, given)) return [];
  const task = actionableTask(command.taskId, state, given);
  refuseHeld(task, given);
  const { taskId, caseId, status } = task;
  if (status === 'rejected') throw new DomainError('CONFLICT', 'The task was rejected: reassign it first', { status });
  const by = { taskId, caseId, ...doer(given) };
  const events = [
    ...said(command.comment, task, given),
    ...(task.holderId === null ? [event(InboxTaskClaimed, { ...by, holderId: by.userId })] : []),
  ];
  if (isCarriedOut(task)) return [...events, begun(command, task, state, given)];
  return [...events, event(InboxTaskCompleted, by), ...caseCompletion(state, new Set([taskId]))];
}

function isRepeated({ status, doneBy }: InboxTaskState, { actor }: Given<Standing>): boolean {
  return (status === 'done' || status === 'working') && doneBy?.userId === actor.id;
}

function begun(
  { to }: CompleteInboxTask,
  { taskId, caseId, kind, about }: InboxTaskState,
  { status }: WorkCase,
  given: Given<Standing>,
): WorkCaseEvent {
  const by = doer(given);
  const toUserId = kind === 'hand_over' ? (to ?? by.userId) : null;
  // After a leave that was taken back, things return to the person.
  const personId = status === 'canceled' ? null : given.facts.personId;
  if (toUserId !== null) refuseReceiver('/to', toUserId, { ...given.facts, personId });
  return event(InboxTaskStarted, { taskId, caseId, ...by, kind, about, toUserId });
}

/** It waits for an administrator, who reassigns or waives it. */
export function rejectInboxTask(command: RejectInboxTask, state: WorkCase, given: Given<Standing>): WorkCaseEvent[] {
  const task = actionableTask(command.taskId, state, given);
  refuseHeld(task, given);
  const { taskId, caseId, status } = task;
  if (status === 'rejected') return [];
  return [...said(command.comment, task, given), event(InboxTaskRejected, { taskId, caseId, ...doer(given) })];
}
