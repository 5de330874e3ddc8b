import { on } from '#contracts/declare/on';
import { API_BASE } from '#contracts/declare/contract';
import { REPORT_UNSUBSCRIPTION_PAGE } from '#contracts/documents/openapi-report-unsubscription';
import { ReportMade } from '#contracts/kpi/report-events';
import { mail } from '#libs/mail';
import type { StoredReport } from './stored-report.store';
import { UNSUBSCRIBE_PURPOSE, subscriptionId } from './subscriber';

/** The report itself is looked up when the mail is sent, and with it whether the recipient may still read it. */
export const reportMail = mail({
  name: 'kpi.report',
  service: 'kpi',
  on: [
    on(ReportMade, ({ data: { scheduleId, objectId, recipients } }) =>
      recipients.map((userId) => ({
        to: { kind: 'membership', id: userId },
        template: 'report',
        data: { objectId },
        link: { purpose: UNSUBSCRIBE_PURPOSE, id: subscriptionId({ scheduleId, userId }) },
      })),
    ),
  ],
  templates: {
    report: ({ data }) => {
      const { subject, body } = data['report'] as StoredReport;
      const stop = {
        label: 'Unsubscribe from this report',
        path: REPORT_UNSUBSCRIPTION_PAGE,
        withToken: true,
      } as const;
      return { subject, body: [...body, stop], unsubscribe: `${API_BASE}/report-unsubscriptions/{token}` };
    },
  },
});
