import { DomainError } from '#contracts/errors';
import type { Given } from '#libs/event-sourcing';
import { refuseOwnCase, type CaseFacts } from '../case/case-rules';
import { refuseSettled } from '../case/task-rules';
import type { Doer, InboxTaskState, WorkCase } from '../case/work-case';

/** How the caller stands to one task. */
export interface Standing extends CaseFacts {
  /** They hold it, may claim it, or stand in for somebody who does. */
  readonly isTheirs: boolean;
  /** They see every task of the organisation. */
  readonly isEverywhere: boolean;
  /** The absent user for whom they act; null: for themselves. */
  readonly forUserId: string | null;
}

/** @throws DomainError `NOT_FOUND` for a task that is not there, or is none of the caller's */
export function visibleTask(taskId: string, { tasks }: WorkCase, { facts }: Given<Standing>): InboxTaskState {
  const task = tasks.get(taskId);
  if (!task || !(facts.isTheirs || facts.isEverywhere)) throw new DomainError('NOT_FOUND', 'There is no such task');
  return task;
}

/**
 * A task with something left to do, which the caller may move on.
 * @throws DomainError `NOT_FOUND`; `FORBIDDEN` for one of their own case; `CONFLICT` for one that is settled
 */
export function actionableTask(taskId: string, state: WorkCase, given: Given<Standing>): InboxTaskState {
  const task = visibleTask(taskId, state, given);
  const { actor, facts } = given;
  refuseOwnCase(actor, facts);
  if (facts.forUserId !== null) refuseOwnCase({ id: facts.forUserId }, facts);
  refuseSettled(task);
  if (task.status === 'working') throw new DomainError('CONFLICT', 'The task is under way; look again in a moment');
  return task;
}

/** Whoever acts, and for whom. */
export function doer({ actor: { id: userId }, facts: { forUserId } }: Given<Standing>): Required<Doer> & {
  readonly userId: string;
} {
  return { userId, forUserId };
}

/** @throws DomainError `CONFLICT` that names the holder, where that is somebody else */
export function refuseHeld({ holderId }: InboxTaskState, { actor, facts }: Given<Standing>): void {
  if (holderId === null || holderId === actor.id || holderId === facts.forUserId) return;
  throw heldBy(holderId);
}

export function heldBy(holderId: string): DomainError {
  return new DomainError('CONFLICT', 'Somebody else has claimed the task', { holderId });
}
