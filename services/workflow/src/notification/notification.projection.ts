import { on } from '#contracts/declare/on';
import {
  NotificationDigestMade,
  NotificationRaised,
  NotificationsForgotten,
  NotificationsMarked,
  type NotificationFact,
} from '#contracts/workflow/notification-events';
import { change, projection } from '#libs/projections';
import { NotificationRow } from './notification.entity';

export const notificationProjection = projection({
  name: 'notification',
  service: 'workflow',
  version: 1,
  tables: [NotificationRow],
  keyColumn: 'userId',
  key: (event) => (event.data as NotificationFact).userId,
  on: [
    on(NotificationRaised, ({ tenantId, recordedAt: createdAt, data: { about, mail, ...data } }) => [
      change(NotificationRow, { tenantId, notificationId: data.notificationId }, () => ({
        ...data,
        tenantId,
        aboutType: about?.type ?? null,
        aboutId: about?.id ?? null,
        awaitsDigest: mail === 'daily',
        createdAt,
        readAt: null,
      })),
    ]),
    on(NotificationsMarked, ({ tenantId, recordedAt, data: { notificationIds, read } }) =>
      notificationIds.map((notificationId) =>
        change(
          NotificationRow,
          { tenantId, notificationId },
          (row) => row && { ...row, readAt: read ? recordedAt : null },
        ),
      ),
    ),
    on(NotificationsForgotten, ({ tenantId, data: { notificationIds } }) =>
      notificationIds.map((notificationId) => change(NotificationRow, { tenantId, notificationId }, () => undefined)),
    ),
    on(NotificationDigestMade, ({ tenantId, data: { notificationIds } }) =>
      notificationIds.map((notificationId) =>
        change(NotificationRow, { tenantId, notificationId }, (row) => row && { ...row, awaitsDigest: false }),
      ),
    ),
  ],
});
