import { notificationKind } from '../notification/notification-kind';

/** Raised by the reminder's own job. */
export const inboxReminderNotification = notificationKind({
  name: 'inbox-reminder',
  description: 'What is pending in your inbox, on Mondays',
  mail: 'at_once',
  on: [],
});
