import { evolve } from '#contracts/declare/fold';
import {
  HrListUnavailable,
  HrReconciliationApplied,
  HrReconciliationApproved,
  HrReconciliationHeld,
  HrReconciliationRejected,
  HrReconciliationStarted,
  type HoldReason,
} from '#contracts/workflow/hr-reconciliation-events';
import { ReconciliationCounts, type ReconciliationStatus } from '#contracts/workflow/reconcile-hr-source';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The comparison of a list, as decisions see it. The list is in a table. */
export interface HrReconciliation {
  readonly status: 'absent' | ReconciliationStatus;
  readonly sourceId: string;
  /** When the list was taken, ISO 8601. */
  readonly listedAt: string;
  readonly reason: HoldReason | null;
  /** How often the API of the source was asked in vain. */
  readonly tries: number;
  readonly retryAt: string | null;
  /** What that API answered. */
  readonly problem: string | null;
  readonly counts: ReconciliationCounts;
}

const NOTHING: ReconciliationCounts = { listed: 0, active: 0, hires: 0, changes: 0, ends: 0, reinstated: 0 };

const UNTRIED = { tries: 0, retryAt: null, problem: null } as const;

export const hrReconciliation = aggregate(
  'workflow.hr_reconciliation',
  (): HrReconciliation => ({ ...UNTRIED, status: 'absent', sourceId: '', listedAt: '', reason: null, counts: NOTHING }),
  [
    evolve(HrReconciliationStarted, (_, { data, occurredAt: listedAt }) => ({
      ...UNTRIED,
      status: 'applying',
      sourceId: data.sourceId,
      listedAt,
      reason: null,
      counts: countsIn(data),
    })),
    evolve(HrReconciliationHeld, (_, { data, occurredAt: listedAt }) => ({
      ...UNTRIED,
      status: 'held',
      sourceId: data.sourceId,
      listedAt,
      reason: data.reason,
      counts: countsIn(data),
    })),
    evolve(HrReconciliationApproved, (state) => ({ ...state, status: 'applying' })),
    evolve(HrReconciliationRejected, (state) => ({ ...state, status: 'rejected' })),
    evolve(HrReconciliationApplied, (state) => ({ ...state, status: 'applied' })),
    evolve(HrListUnavailable, (state, { data: { sourceId, tries, retryAt, problem } }) => ({
      ...state,
      sourceId,
      problem,
      tries,
      retryAt,
      status: 'unavailable',
    })),
  ],
);

export type HrReconciliationEvent = EventsOf<typeof hrReconciliation>;

export function countsIn(data: ReconciliationCounts): ReconciliationCounts {
  const { listed, active, hires, changes, ends, reinstated } = data;
  return { listed, active, hires, changes, ends, reinstated };
}
