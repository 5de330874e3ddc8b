import { Id, Name, Text } from '../declare/fields';
import { LiveChange, liveTopic, shown } from '../declare/live-topic';
import { NotificationRaised, NotificationsMarked } from './notification-events';

/** The `id` is the notification's; of several that were marked it is the user's. */
export class LiveNotification extends LiveChange {
  @Name({ nullable: true, example: 'stock-alert' }) kind!: string | null;
  @Text({ max: 200, nullable: true }) title!: string | null;
  @Id({ nullable: true, description: 'The absent user for whom you stand in' }) forUserId!: string | null;
}

export const notificationsTopic = liveTopic({
  name: 'notifications',
  service: 'workflow',
  permission: 'self',
  scope: { by: 'own' },
  shows: LiveNotification,
  projections: ['notification'],
  on: [
    shown(
      NotificationRaised,
      ({ kind, title, forUserId }) => ({ kind, title, forUserId }),
      ({ userId }) => [userId],
    ),
    shown(
      NotificationsMarked,
      () => ({ kind: null, title: null, forUserId: null }),
      ({ userId }) => [userId],
    ),
  ],
});
