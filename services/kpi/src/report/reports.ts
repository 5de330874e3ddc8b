import { evolve } from '#contracts/declare/fold';
import { ReportFailed, ReportMade, ReportRequested } from '#contracts/kpi/report-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';
import type { Dates } from '../figure/buckets';

export type PendingReport = Dates;

/** The reports of one schedule, which names the stream. */
export interface Reports {
  /** The latest local date on which one was due. */
  readonly dueOn: string | null;
  /** The period of that one. */
  readonly duePeriod: Dates | null;
  /** Requested and not made yet, by id. */
  readonly pending: ReadonlyMap<string, PendingReport>;
  /** Stored reports, oldest first. */
  readonly objects: readonly string[];
}

/** Mails of a report are tried for three days: a daily one is kept longer than that. */
export const KEPT_REPORTS = 6;

export const reports = aggregate(
  'kpi.reports',
  (): Reports => ({ dueOn: null, duePeriod: null, pending: new Map(), objects: [] }),
  [
    evolve(ReportRequested, (state, { data: { reportId, from, to, dueOn } }) => {
      const pending = new Map(state.pending).set(reportId, { from, to });
      return dueOn === null ? { ...state, pending } : { ...state, pending, dueOn, duePeriod: { from, to } };
    }),
    evolve(ReportMade, (state, { data: { reportId, objectId } }) => ({
      ...state,
      pending: without(state.pending, reportId),
      objects: [...state.objects, objectId].slice(-KEPT_REPORTS),
    })),
    evolve(ReportFailed, (state, { data: { reportId } }) => ({ ...state, pending: without(state.pending, reportId) })),
  ],
);

function without(pending: Reports['pending'], reportId: string): Reports['pending'] {
  const left = new Map(pending);
  left.delete(reportId);
  return left;
}

export type ReportEvent = EventsOf<typeof reports>;
