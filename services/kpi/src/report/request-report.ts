import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import { ReportFailed, ReportMade, ReportRequested } from '#contracts/kpi/report-events';
import type { SendReport } from '#contracts/kpi/send-report';
import type { Given } from '#libs/event-sourcing';
import type { LatestDue } from './due-rule.provider';
import { periodBefore } from './report-period';
import type { ReportSchedule } from './report-schedules';
import type { ReportEvent, Reports } from './reports';

export interface RequestFacts {
  /** Undefined: it was deleted. */
  readonly schedule: ReportSchedule | undefined;
  /** The local date of the organisation. */
  readonly today: string;
  /** Null where there is no schedule. */
  readonly latest: LatestDue | null;
}

export interface DueReport {
  readonly scheduleId: string;
}

/**
 * Once for each period, and for each local date: also after downtime, then for the latest, and whatever clocks, zones
 * and schedules have done meanwhile.
 */
export function requestDueReport(
  { scheduleId }: DueReport,
  { dueOn, duePeriod }: Reports,
  { newId, facts: { schedule, latest } }: Given<RequestFacts>,
): ReportEvent[] {
  if (!schedule || !latest || latest.at <= schedule.timedAt) return [];
  if (dueOn !== null && latest.on <= dueOn) return [];
  const period = periodBefore(schedule.frequency, latest.on);
  if (duePeriod?.from === period.from && duePeriod.to === period.to) return [];
  const reportId = newId('report');
  return [event(ReportRequested, { scheduleId, reportId, ...period, cause: 'schedule', dueOn: latest.on })];
}

/** A few may wait to be made. */
const MAX_PENDING = 5;

/** It moves no period that is due. @throws DomainError `LIMIT_REACHED` where enough wait already */
export function sendReport(
  { scheduleId }: SendReport,
  { pending }: Reports,
  { newId, facts: { schedule, today } }: Given<RequestFacts>,
): ReportEvent[] {
  if (!schedule) refuse('NOT_FOUND');
  if (pending.size >= MAX_PENDING) refuse('LIMIT_REACHED', { limit: MAX_PENDING });
  const period = periodBefore(schedule.frequency, today);
  return [event(ReportRequested, { scheduleId, reportId: newId('report'), ...period, cause: 'user', dueOn: null })];
}

export type Settled = { readonly scheduleId: string; readonly reportId: string } & (
  | { readonly objectId: string; readonly recipients: readonly string[] }
  | { readonly code: string; readonly name: string; readonly ownerId: string }
);

/** Of two processes that have made a report the first one counts. */
export function settleReport(settled: Settled, { pending }: Reports): ReportEvent[] {
  const period = pending.get(settled.reportId);
  if (!period) return [];
  return 'objectId' in settled
    ? [event(ReportMade, { ...settled, from: period.from, to: period.to })]
    : [event(ReportFailed, { ...settled, from: period.from, to: period.to })];
}
