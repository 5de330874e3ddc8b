import type { MailChoice } from '#contracts/workflow/notification-events';
import { inboxReminderNotification } from '../reminder/inbox-reminder.notification';
import { taskAssignedNotification, taskCommentedNotification } from './domain-task.notification';
import { grantEndNotification, paymentExpiryNotification } from './expiry.notification';
import { inboxTaskNotification } from './inbox-task.notification';
import { hrSourceAlarmNotification } from './hr-source-alarm.notification';
import { importFinishedNotification } from './import-finished.notification';
import { deputyNotification } from './deputy.notification';
import { kpiAlertNotification } from './kpi-alert.notification';
import type { NotificationKind } from './notification-kind';
import { reportFailedNotification } from './report-failed.notification';
import { stockAlertNotification } from './stock-alert.notification';

/** Every kind, in the order in which they are listed. */
export const NOTIFICATION_KINDS: readonly NotificationKind[] = [
  stockAlertNotification,
  paymentExpiryNotification,
  grantEndNotification,
  importFinishedNotification,
  inboxTaskNotification,
  inboxReminderNotification,
  deputyNotification,
  taskAssignedNotification,
  taskCommentedNotification,
  hrSourceAlarmNotification,
  reportFailedNotification,
  kpiAlertNotification,
];

const byName = new Map(NOTIFICATION_KINDS.map((kind) => [kind.name, kind]));

export function isNotificationKind(name: string): boolean {
  return byName.has(name);
}

/** The choice of a user, else the usual. */
export function mailChoice(kind: string, chosen: ReadonlyMap<string, MailChoice>): MailChoice {
  return chosen.get(kind) ?? byName.get(kind)?.mail ?? 'at_once';
}
