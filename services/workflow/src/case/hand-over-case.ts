import { event } from '#contracts/declare/event';
import { DomainError, faultAt } from '#contracts/errors';
import type { HandOverCase } from '#contracts/workflow/hand-over-case';
import { InboxTaskStarted } from '#contracts/workflow/inbox-events';
import type { Given } from '#libs/event-sourcing';
import { refuseMissingCase, refuseOwnCase, type CaseFacts } from './case-rules';
import { unsettledTasks } from './task-rules';
import type { InboxTaskState, WorkCase, WorkCaseEvent } from './work-case';

/**
 * Begins every hand-over that is open, whoever holds its task. Open tasks come after the domains, of which the receiver is
 * a member only then.
 */
export function handOverCase(
  { to }: HandOverCase,
  state: WorkCase,
  { actor, facts }: Given<CaseFacts>,
): WorkCaseEvent[] {
  refuseMissingCase(state);
  refuseOwnCase(actor, facts);
  refuseReceiver('/to', to, facts);
  if (state.status === 'canceled') throw new DomainError('CONFLICT', 'The case is canceled already');
  const open = unsettledTasks(state).filter(({ kind, status }) => kind === 'hand_over' && status !== 'working');
  const isOfTasks = ({ about }: InboxTaskState) => about.handedOver === 'open_tasks';
  return open
    .toSorted((one, other) => Number(isOfTasks(one)) - Number(isOfTasks(other)))
    .map(({ taskId, caseId, kind, about }) =>
      event(InboxTaskStarted, { taskId, caseId, userId: actor.id, forUserId: null, kind, about, toUserId: to }),
    );
}

/** @throws DomainError for a receiver who is no active user, or is the person who hands over */
export function refuseReceiver(pointer: string, to: string, facts: CaseFacts): void {
  refuseUnknownReceiver(pointer, to, facts);
  if (to === facts.personId) throw faultAt('VALIDATION_FAILED', pointer, 'must be somebody else', 'RANGE');
  if (facts.users.get(to) === 'inactive') throw faultAt('VALIDATION_FAILED', pointer, 'is not active', 'RANGE');
}

/** @throws DomainError `NOT_FOUND` at the pointer */
export function refuseUnknownReceiver(pointer: string, to: string, { users }: Pick<CaseFacts, 'users'>): void {
  if (!users.has(to)) throw faultAt('NOT_FOUND', pointer, 'is no user here');
}
