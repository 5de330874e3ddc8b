import { on } from '#contracts/declare/on';
import { MakeReport } from '#contracts/kpi/make-report';
import { ReportRequested } from '#contracts/kpi/report-events';
import { reactor } from '#libs/event-sourcing';

/** A report that was requested is made, also after a crash. */
export const reportReactor = reactor({
  name: 'report',
  service: 'kpi',
  from: 'introduced',
  on: [
    on(ReportRequested, ({ data: { scheduleId, reportId } }) => [
      { contract: MakeReport, payload: { scheduleId, reportId } },
    ]),
  ],
});
