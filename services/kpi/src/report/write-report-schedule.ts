import { event } from '#contracts/declare/event';
import { DomainError, refuse } from '#contracts/errors';
import type { ChangeReportSchedule } from '#contracts/kpi/change-report-schedule';
import type { CreateReportSchedule } from '#contracts/kpi/create-report-schedule';
import type { DeleteReportSchedule } from '#contracts/kpi/delete-report-schedule';
import {
  ReportScheduleChanged,
  ReportScheduleCreated,
  ReportScheduleDeleted,
  ReportUnsubscribed,
} from '#contracts/kpi/report-events';
import { MAX_REPORT_SCHEDULES, type ReportScheduleValues } from '#contracts/kpi/report-schedule';
import type { Given } from '#libs/event-sourcing';
import { refuseUnfit, type ReportFacts } from './report-schedule-rules';
import type { ReportScheduleEvent, ReportSchedules } from './report-schedules';
import type { Subscriber } from './subscriber';

export function createReportSchedule(
  command: CreateReportSchedule,
  state: ReportSchedules,
  { newId, actor, facts }: Given<ReportFacts>,
): ReportScheduleEvent[] {
  const scheduleId = newId('report-schedule');
  if (state.has(scheduleId)) throw new DomainError('CONFLICT', 'This schedule is there already');
  if (state.size >= MAX_REPORT_SCHEDULES) refuse('LIMIT_REACHED', { limit: MAX_REPORT_SCHEDULES });
  const { name, frequency, weekday = null, dayOfMonth = null, time, kpis, lineIds = null, areas = null } = command;
  const { groupBy = ['line'], recipients } = command;
  const values = once({ name, frequency, weekday, dayOfMonth, time, kpis, lineIds, areas, groupBy, recipients });
  refuseUnfit(values, facts);
  return [event(ReportScheduleCreated, { scheduleId, ownerId: actor.id, ...values })];
}

const FIELDS = [
  'name',
  'frequency',
  'weekday',
  'dayOfMonth',
  'time',
  'kpis',
  'lineIds',
  'areas',
  'groupBy',
  'recipients',
] as const satisfies readonly (keyof ReportScheduleValues)[];

export function changeReportSchedule(
  { scheduleId, ...said }: ChangeReportSchedule,
  state: ReportSchedules,
  { facts }: Given<ReportFacts>,
): ReportScheduleEvent[] {
  const schedule = state.get(scheduleId) ?? refuse('NOT_FOUND');
  const { ownerId: _, timedAt: __, revision: ___, ...former } = schedule;
  const stated = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  const values = once({ ...former, ...stated });
  if (FIELDS.every((field) => JSON.stringify(values[field]) === JSON.stringify(former[field]))) return [];
  // Who has left meanwhile keeps nobody from changing the rest.
  const recipients = said.recipients === undefined ? [] : values.recipients;
  refuseUnfit({ ...values, recipients }, facts);
  return [event(ReportScheduleChanged, { scheduleId, ...values })];
}

/** Ids that come twice count once. */
function once(values: ReportScheduleValues): ReportScheduleValues {
  const { lineIds, recipients } = values;
  return { ...values, lineIds: lineIds && [...new Set(lineIds)], recipients: [...new Set(recipients)] };
}

export function deleteReportSchedule(
  { scheduleId }: DeleteReportSchedule,
  state: ReportSchedules,
): ReportScheduleEvent[] {
  const { name } = state.get(scheduleId) ?? refuse('NOT_FOUND');
  return [event(ReportScheduleDeleted, { scheduleId, name })];
}

/** Of somebody who is no recipient any more, or of a schedule that is gone, it is done. */
export function unsubscribe({ scheduleId, userId }: Subscriber, state: ReportSchedules): ReportScheduleEvent[] {
  if (!state.get(scheduleId)?.recipients.includes(userId)) return [];
  return [event(ReportUnsubscribed, { scheduleId, userId })];
}
