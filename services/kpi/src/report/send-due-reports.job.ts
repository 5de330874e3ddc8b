import { SendDueReports } from '#contracts/kpi/send-due-reports';
import { everyMinutes, job } from '#libs/schedules';

/** Each report has a time of its own, by the clocks of its organisation. */
export const sendDueReportsJob = job({
  name: 'kpi.send-due-reports',
  service: 'kpi',
  at: everyMinutes(1),
  scope: 'platform',
  send: () => [{ contract: SendDueReports, payload: {} }],
});
