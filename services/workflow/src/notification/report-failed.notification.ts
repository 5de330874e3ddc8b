import { on } from '#contracts/declare/on';
import { ReportFailed } from '#contracts/kpi/report-events';
import { isUuid } from '#contracts/values/uuid';
import { notificationKind } from './notification-kind';

/** The recipients are told nothing: the owner of the schedule is. */
export const reportFailedNotification = notificationKind({
  name: 'report-failed',
  description: 'A report that you have scheduled could not be made',
  mail: 'at_once',
  on: [
    on(ReportFailed, ({ data: { scheduleId, reportId, name, ownerId, from, to, code } }) =>
      isUuid(ownerId)
        ? {
            cause: reportId,
            title: `The report "${name}" could not be made: ${code}`,
            text: `It was to be of ${from === to ? from : `${from} to ${to}`}. Its recipients got no mail.`,
            about: { type: 'report_schedule', id: scheduleId },
            to: { userIds: [ownerId] },
          }
        : null,
    ),
  ],
});
