import { event } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import type { MarkNotifications } from '#contracts/workflow/mark-notifications';
import { NotificationsMarked } from '#contracts/workflow/notification-events';
import type { Given } from '#libs/event-sourcing';
import type { NotificationEvent, Notifications } from './notifications';

export function markNotifications(
  { notificationIds: asked, read = true }: MarkNotifications,
  { known }: Notifications,
  { actor }: Given,
): NotificationEvent[] {
  const missing = asked?.findIndex((id) => !known.has(id)) ?? -1;
  if (missing >= 0) throw faultAt('NOT_FOUND', `/notificationIds/${missing}`, 'is no notification of yours');
  const notificationIds = [...new Set(asked ?? known.keys())].filter((id) => known.get(id) !== read);
  return notificationIds.length === 0 ? [] : [event(NotificationsMarked, { userId: actor.id, notificationIds, read })];
}
