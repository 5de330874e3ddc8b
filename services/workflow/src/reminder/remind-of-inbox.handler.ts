import { memberAccess } from '#contracts/auth/member-access';
import { DomainError } from '#contracts/errors';
import type { NotificationsRaised } from '#contracts/workflow/raise-notification';
import type { RemindOfInbox } from '#contracts/workflow/remind-of-inbox';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { absenceProjection } from '../absence/absence.projection';
import { casePersonProjection } from '../case/case-person.projection';
import { caseProjection } from '../case/case.projection';
import { notifyEach } from '../notification/notify.provider';
import { inboxReminderNotification } from './inbox-reminder.notification';
import { openTasks } from './open-tasks.query';
import { pendingTasks } from './pending-tasks';
import { remindersOn, type Reminder } from './remind';

/** Later than the minute over which organisations are spread, and a few tries. */
const LATE_AFTER_MS = 5 * 60_000;
const UP_TO_DATE_MS = 2_000;

export const REMINDER_READS = [caseProjection, casePersonProjection, absenceProjection];

/**
 * Half done and sent again, it reminds those who are missing.
 * @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind
 */
export async function remindOfInbox(
  { on, dueAt }: RemindOfInbox,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<NotificationsRaised>> {
  const { commands, log, progress, tenantReader } = parts;
  const { tenantId, now } = context;
  const names = REMINDER_READS.map(({ name }) => name);
  if (!(await progress.waitFor(names, await log.head(), UP_TO_DATE_MS))) {
    throw new DomainError('SERVICE_UNAVAILABLE', 'The inbox cannot be read yet; try again in a moment');
  }
  const pending = await tenantReader.query(tenantId, (rows) => openTasks(tenantId, on, rows));
  const { state: members } = await commands.state(memberAccess, tenantId, tenantId);
  const late = Date.parse(now) - Date.parse(dueAt) > LATE_AFTER_MS;
  const said = { kind: inboxReminderNotification.name, about: null, late };
  const tasks = pendingTasks(pending.tasks, members, pending.persons, pending.absences);
  const reminders = remindersOn(on, tasks).map((each) => ({ ...each, ...said, cause: causeOf(on, each) }));
  return { answer: { users: await notifyEach(reminders, context, parts) } };
}

const causeOf = (on: string, { forUserId }: Reminder) =>
  forUserId === null ? `reminder/${on}` : `reminder/${on}/for/${forUserId}`;
