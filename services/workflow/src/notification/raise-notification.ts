import { event } from '#contracts/declare/event';
import {
  FORGOTTEN_AT_ONCE,
  MAX_NOTIFICATIONS,
  NotificationRaised,
  NotificationsForgotten,
} from '#contracts/workflow/notification-events';
import type { NotificationEvent, Notifications } from './notifications';

/** Once for each notification. The oldest are forgotten when there are many. */
export function raiseNotification(raised: NotificationRaised, { known }: Notifications): NotificationEvent[] {
  const { userId, notificationId } = raised;
  if (known.has(notificationId)) return [];
  const events: NotificationEvent[] = [event(NotificationRaised, raised)];
  if (known.size + 1 < MAX_NOTIFICATIONS) return events;
  const oldest = [...known.keys()].slice(0, FORGOTTEN_AT_ONCE);
  return [...events, event(NotificationsForgotten, { userId, notificationIds: oldest })];
}
