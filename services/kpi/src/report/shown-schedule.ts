import type { LastReport, ReportScheduleDetails } from '#contracts/kpi/get-report-schedule';
import type { ReportScheduleRow } from './report-schedule.entity';

/** Null where none was due so far. */
export function shownLastReport(row: ReportScheduleRow): LastReport | null {
  const { lastReportId: reportId, lastFrom: from, lastTo: to, lastStatus, lastCode: code, lastAt: at } = row;
  if (reportId === null || from === null || to === null || lastStatus === null || at === null) return null;
  return { reportId, from, to, status: lastStatus as LastReport['status'], code, at };
}

export function shownSchedule(row: ReportScheduleRow): ReportScheduleDetails {
  const { scheduleId: id, ownerId, name, frequency, weekday, dayOfMonth, time, kpis, lineIds, areas } = row;
  const { groupBy, recipients, createdAt, updatedAt } = row;
  const values = { name, frequency, weekday, dayOfMonth, time, kpis, lineIds, areas, groupBy, recipients };
  return { id, ownerId, ...values, lastReport: shownLastReport(row), createdAt, updatedAt } as ReportScheduleDetails;
}
