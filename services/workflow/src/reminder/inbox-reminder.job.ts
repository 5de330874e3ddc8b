import { RemindOfInbox } from '#contracts/workflow/remind-of-inbox';
import { job, weekly } from '#libs/schedules';

/** Once for each Monday; after downtime once, marked late. */
export const inboxReminderJob = job({
  name: 'workflow.remind-of-inbox',
  service: 'workflow',
  at: weekly(['monday'], '10:00'),
  scope: 'organization',
  send: ({ on, at: dueAt }) => [{ contract: RemindOfInbox, payload: { on, dueAt } }],
});
