import { event } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import { AbsenceRemoved, AbsenceSet } from '#contracts/workflow/absence-events';
import type { SetAbsence } from '#contracts/workflow/set-absence';
import type { Given } from '#libs/event-sourcing';
import type { AbsenceEvent, AbsenceState } from './absence';

export interface DeputyFacts {
  /** Whether the named deputy is a user who is not deactivated. */
  readonly isUser: boolean;
}

export function setAbsence(
  { from: fromOn, to: toOn, deputyId }: SetAbsence,
  { absence: former }: AbsenceState,
  { actor: { id: userId }, facts }: Given<DeputyFacts>,
): AbsenceEvent[] {
  if (fromOn === null || toOn === null || deputyId === null) return former ? [event(AbsenceRemoved, { userId })] : [];
  if (deputyId === userId) throw faultAt('VALIDATION_FAILED', '/deputyId', 'must be somebody else', 'RANGE');
  if (!facts.isUser) throw faultAt('NOT_FOUND', '/deputyId', 'is no user here, or not active');
  if (former?.fromOn === fromOn && former.toOn === toOn && former.deputyId === deputyId) return [];
  return [event(AbsenceSet, { userId, fromOn, toOn, deputyId })];
}
