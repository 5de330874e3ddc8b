import { ChangeReportSchedule } from '#contracts/kpi/change-report-schedule';
import { CreateReportSchedule } from '#contracts/kpi/create-report-schedule';
import { DeleteReportSchedule } from '#contracts/kpi/delete-report-schedule';
import { GetReportSchedule } from '#contracts/kpi/get-report-schedule';
import { ListReportSchedules } from '#contracts/kpi/list-report-schedules';
import { MakeReport } from '#contracts/kpi/make-report';
import { SendDueReports } from '#contracts/kpi/send-due-reports';
import { SendReport } from '#contracts/kpi/send-report';
import { UnsubscribeReport } from '#contracts/kpi/unsubscribe-report';
import { equals } from '#libs/read-models';
import { command, handler, list, type Feature } from '#libs/runtime';
import { inOrganization } from '../in-organization';
import type { KpiParts } from '../kpi.provider';
import { makeReport } from './make-report.handler';
import { requestFacts, scheduleFacts } from './report-facts.provider';
import { ReportScheduleRow } from './report-schedule.entity';
import { reportScheduleProjection } from './report-schedule.projection';
import { reportSchedules, scheduleIn } from './report-schedules';
import { reportMail } from './report.mail';
import { reportReactor } from './report.reactor';
import { reports } from './reports';
import { sendReport } from './request-report';
import { sendDueReports } from './send-due-reports.handler';
import { sendDueReportsJob } from './send-due-reports.job';
import { shownLastReport, shownSchedule } from './shown-schedule';
import { unsubscribeReport } from './unsubscribe-report.handler';
import { changeReportSchedule, createReportSchedule, deleteReportSchedule } from './write-report-schedule';

export const reportFeature: Feature<KpiParts> = {
  wirings: [
    command(CreateReportSchedule, {
      ...inOrganization(reportSchedules),
      facts: scheduleFacts,
      decide: createReportSchedule,
      answer: (_, { events: [made], revision }) => ({ id: made?.data.scheduleId ?? '', revision }),
    }),
    command(ChangeReportSchedule, {
      ...inOrganization(reportSchedules),
      thing: (state, { scheduleId }) => scheduleIn(state, scheduleId),
      facts: scheduleFacts,
      decide: changeReportSchedule,
    }),
    command(DeleteReportSchedule, {
      ...inOrganization(reportSchedules),
      thing: (state, { scheduleId }) => scheduleIn(state, scheduleId),
      decide: deleteReportSchedule,
      answer: ({ scheduleId: id }, { revision }) => ({ id, revision }),
    }),
    command(SendReport, {
      on: reports,
      id: ({ scheduleId }) => scheduleId,
      facts: (asked, { context, lookup }) => requestFacts(asked, context, lookup),
      decide: sendReport,
      answer: ({ scheduleId: id }, { events: [made], revision }) => ({
        id,
        revision,
        ...(made?.type === 'ReportRequested'
          ? { reportId: made.data.reportId, from: made.data.from, to: made.data.to }
          : { reportId: id, from: '', to: '' }),
      }),
    }),
    handler(UnsubscribeReport, unsubscribeReport),
    handler(SendDueReports, sendDueReports, { reads: [reportScheduleProjection] }),
    handler(MakeReport, makeReport),
    list(ListReportSchedules, {
      entity: ReportScheduleRow,
      filters: { frequency: equals('frequency') },
      show: shownSchedule,
      get: { query: GetReportSchedule, key: 'scheduleId', noun: 'schedule of a report', beside: shownLastReport },
    }),
  ],
  projections: [reportScheduleProjection],
  reactors: [reportReactor],
  schedules: [sendDueReportsJob],
  mails: [reportMail],
};
