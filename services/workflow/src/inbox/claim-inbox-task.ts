import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { ClaimInboxTask } from '#contracts/workflow/claim-inbox-task';
import { InboxTaskClaimed, InboxTaskReleased } from '#contracts/workflow/inbox-events';
import type { ReleaseInboxTask } from '#contracts/workflow/release-inbox-task';
import type { Given } from '#libs/event-sourcing';
import type { WorkCase, WorkCaseEvent } from '../case/work-case';
import { said } from './comment-inbox-task';
import { actionableTask, doer, heldBy, type Standing } from './standing';

export function claimInboxTask(command: ClaimInboxTask, state: WorkCase, given: Given<Standing>): WorkCaseEvent[] {
  const task = actionableTask(command.taskId, state, given);
  const { taskId, caseId, holderId, status } = task;
  const { userId, forUserId } = doer(given);
  if (holderId === userId) return [];
  if (holderId !== null && holderId !== forUserId) throw heldBy(holderId);
  if (status === 'rejected') throw new DomainError('CONFLICT', 'The task was rejected: reassign it first', { status });
  return [
    ...said(command.comment, task, given),
    event(InboxTaskClaimed, { taskId, caseId, userId, forUserId, holderId: userId }),
  ];
}

/** By the holder, by their deputy, or by an administrator. */
export function releaseInboxTask(command: ReleaseInboxTask, state: WorkCase, given: Given<Standing>): WorkCaseEvent[] {
  const task = actionableTask(command.taskId, state, given);
  const { taskId, caseId, holderId } = task;
  const { userId, forUserId } = doer(given);
  if (holderId === null) return [];
  if (holderId !== userId && holderId !== forUserId && !given.facts.isEverywhere) throw heldBy(holderId);
  return [
    ...said(command.comment, task, given),
    event(InboxTaskReleased, { taskId, caseId, userId, forUserId, reason: 'by_hand' }),
  ];
}
