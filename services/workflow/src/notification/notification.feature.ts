import { ListNotifications } from '#contracts/workflow/list-notifications';
import { notificationsTopic } from '#contracts/workflow/notification-topic';
import { MarkNotifications } from '#contracts/workflow/mark-notifications';
import { RaiseNotification } from '#contracts/workflow/raise-notification';
import { SendDigests } from '#contracts/workflow/send-digests';
import { command, handler, type Feature } from '#libs/runtime';
import { listNotifications } from './list-notifications.handler';
import { markNotifications } from './mark-notifications';
import { NOTIFICATION_KINDS } from './notification-kinds';
import { notificationProjection } from './notification.projection';
import { notifications } from './notifications';
import { notifyReactor } from './notify.reactor';
import { raise } from './raise-notification.handler';
import { sendDigests } from './send-digests.handler';
import { sendDigestsJob } from './send-digests.job';

const reads = [notificationProjection];

export const notificationFeature: Feature = {
  wirings: [
    handler(RaiseNotification, raise),
    handler(ListNotifications, listNotifications, { reads }),
    handler(SendDigests, sendDigests, { reads }),
    command(MarkNotifications, {
      on: notifications,
      id: (_, { context }) => context.actor.id,
      decide: markNotifications,
      answer: (_, { events: [made] }) => ({
        marked: made?.type === 'NotificationsMarked' ? made.data.notificationIds.length : 0,
      }),
    }),
  ],
  projections: [notificationProjection],
  reactors: NOTIFICATION_KINDS.filter(({ on }) => on.length > 0).map(notifyReactor),
  schedules: [sendDigestsJob],
  topics: [notificationsTopic],
};
