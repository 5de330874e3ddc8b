import { RemindOfInbox } from '#contracts/workflow/remind-of-inbox';
import { handler, type Feature } from '#libs/runtime';
import { inboxReminderJob } from './inbox-reminder.job';
import { REMINDER_READS, remindOfInbox } from './remind-of-inbox.handler';

export const reminderFeature: Feature = {
  wirings: [handler(RemindOfInbox, remindOfInbox, { reads: REMINDER_READS })],
  schedules: [inboxReminderJob],
};
