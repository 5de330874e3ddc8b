import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import {
  HrListUnavailable,
  HrReconciliationApplied,
  HrReconciliationApproved,
  HrReconciliationHeld,
  HrReconciliationRejected,
  HrReconciliationStarted,
  type ReconciliationOrigin,
} from '#contracts/workflow/hr-reconciliation-events';
import type { ApproveHrReconciliation, RejectHrReconciliation } from '#contracts/workflow/settle-hr-reconciliation';
import type { Given } from '#libs/event-sourcing';
import { nextTryAt } from '../hr-fetch/retry-pauses';
import type { ComparedPeople } from './compare-people';
import type { HrReconciliation, HrReconciliationEvent } from './hr-reconciliation';

export interface ListGiven {
  readonly reconciliationId: string;
  readonly sourceId: string;
  readonly origin: ReconciliationOrigin;
}

/** A list that nobody is on, or that would end too many, waits for a person. */
export function startReconciliation(
  list: ListGiven,
  { status }: HrReconciliation,
  { facts }: Given<Pick<ComparedPeople, 'counts' | 'hold'>>,
): HrReconciliationEvent[] {
  if (status !== 'absent' && status !== 'unavailable') return [];
  const { counts, hold } = facts;
  const compared = { ...list, ...counts };
  return [
    hold === null
      ? event(HrReconciliationStarted, compared)
      : event(HrReconciliationHeld, { ...compared, reason: hold }),
  ];
}

export interface MissingList {
  readonly reconciliationId: string;
  readonly sourceId: string;
  readonly problem: string;
  /** Nobody asks again: the source has no API any more. */
  readonly isFinal?: boolean;
}

/** An API that gave no list is asked again later, until it was tried often enough. */
export function recordUnavailable(
  { reconciliationId, sourceId, problem, isFinal = false }: MissingList,
  { status, ...state }: HrReconciliation,
  { now }: Given,
): HrReconciliationEvent[] {
  if (status !== 'absent' && status !== 'unavailable') return [];
  const tries = state.tries + 1;
  const retryAt = isFinal ? null : nextTryAt(tries, now);
  return [event(HrListUnavailable, { reconciliationId, sourceId, problem, tries, retryAt })];
}

export function approveReconciliation(
  { reconciliationId, sourceId }: ApproveHrReconciliation,
  state: HrReconciliation,
): HrReconciliationEvent[] {
  refuseUnlessHeld(sourceId, state);
  return [event(HrReconciliationApproved, { reconciliationId, sourceId })];
}

export function rejectReconciliation(
  { reconciliationId, sourceId, note }: RejectHrReconciliation,
  state: HrReconciliation,
): HrReconciliationEvent[] {
  refuseUnlessHeld(sourceId, state);
  return [event(HrReconciliationRejected, { reconciliationId, sourceId, note: note ?? null })];
}

export interface AppliedList {
  readonly reconciliationId: string;
  readonly applied: number;
  readonly failed: number;
  /** Of the first refusal. */
  readonly code: string | null;
}

export function concludeReconciliation(
  applied: AppliedList,
  { status, sourceId }: HrReconciliation,
): HrReconciliationEvent[] {
  return status === 'applying' ? [event(HrReconciliationApplied, { ...applied, sourceId })] : [];
}

/** One of another source is as missing as one that is not there. */
function refuseUnlessHeld(asked: string, { status, sourceId }: HrReconciliation): void {
  if (status === 'absent' || sourceId !== asked) throw new DomainError('NOT_FOUND', 'There is no such reconciliation');
  if (status !== 'held') throw new DomainError('CONFLICT', `This list is not held: it is ${status}`);
}
