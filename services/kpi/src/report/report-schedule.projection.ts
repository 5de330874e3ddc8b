import { on } from '#contracts/declare/on';
import {
  ReportFailed,
  ReportMade,
  ReportRequested,
  ReportScheduleChanged,
  ReportScheduleCreated,
  ReportScheduleDeleted,
  ReportUnsubscribed,
} from '#contracts/kpi/report-events';
import type { REPORT_STATUSES } from '#contracts/kpi/get-report-schedule';
import { change, projection } from '#libs/projections';
import { isTimedAlike } from './report-schedules';
import { ReportScheduleRow } from './report-schedule.entity';

type Status = (typeof REPORT_STATUSES)[number];

const NO_REPORT = { lastReportId: null, lastFrom: null, lastTo: null, lastStatus: null, lastCode: null, lastAt: null };

interface Told {
  readonly tenantId: string;
  readonly recordedAt: string;
  readonly data: { readonly scheduleId: string; readonly reportId: string; readonly from: string; readonly to: string };
}

/** A report that is settled after a later one was requested is not the last. */
function lastReport({ tenantId, data, recordedAt: lastAt }: Told, lastStatus: Status, lastCode: string | null = null) {
  const { scheduleId, reportId: lastReportId, from: lastFrom, to: lastTo } = data;
  return [
    change(ReportScheduleRow, { tenantId, scheduleId }, (row) => {
      if (!row || (lastStatus !== 'requested' && row.lastReportId !== lastReportId)) return row;
      return { ...row, lastReportId, lastFrom, lastTo, lastStatus, lastCode, lastAt };
    }),
  ];
}

export const reportScheduleProjection = projection({
  name: 'report-schedule',
  service: 'kpi',
  version: 1,
  tables: [ReportScheduleRow],
  keyColumn: 'scheduleId',
  key: (event) => (event.data as { scheduleId: string }).scheduleId,
  on: [
    on(ReportScheduleCreated, ({ tenantId, data, metadata: { occurredAt }, revision, recordedAt }) => [
      change(ReportScheduleRow, { tenantId, scheduleId: data.scheduleId }, () => ({
        ...data,
        ...NO_REPORT,
        tenantId,
        timedAt: occurredAt,
        dueOn: null,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(ReportScheduleChanged, ({ tenantId, data, metadata: { occurredAt }, revision, recordedAt: updatedAt }) => [
      change(
        ReportScheduleRow,
        { tenantId, scheduleId: data.scheduleId },
        (row) =>
          row && {
            ...row,
            ...data,
            timedAt: isTimedAlike(row, data) ? row.timedAt : occurredAt,
            updatedAt,
            revision,
          },
      ),
    ]),
    on(ReportUnsubscribed, ({ tenantId, data: { scheduleId, userId }, revision, recordedAt: updatedAt }) => [
      change(
        ReportScheduleRow,
        { tenantId, scheduleId },
        (row) => row && { ...row, recipients: row.recipients.filter((id) => id !== userId), updatedAt, revision },
      ),
    ]),
    on(ReportScheduleDeleted, ({ tenantId, data: { scheduleId } }) => [
      change(ReportScheduleRow, { tenantId, scheduleId }, () => undefined),
    ]),
    on(ReportRequested, (event) => [
      ...lastReport(event, 'requested'),
      change(
        ReportScheduleRow,
        { tenantId: event.tenantId, scheduleId: event.data.scheduleId },
        (row) => row && { ...row, dueOn: event.data.dueOn ?? row.dueOn },
      ),
    ]),
    on(ReportMade, (event) => lastReport(event, 'made')),
    on(ReportFailed, (event) => lastReport(event, 'failed', event.data.code)),
  ],
});
