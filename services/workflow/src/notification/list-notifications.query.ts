import { IsNull, type EntityManager } from 'typeorm';
import type { Page } from '#contracts/declare/list-request';
import type {
  ListNotifications,
  NotificationCounts,
  NotificationDetails,
} from '#contracts/workflow/list-notifications';
import { LISTED, equals, listPage, type ListDeclaration } from '#libs/read-models';
import { NotificationRow } from './notification.entity';

const list: ListDeclaration<NotificationRow> = {
  name: 'workflow.list-notifications',
  entity: NotificationRow,
  sort: ['createdAt'],
  order: '-createdAt',
  filters: {
    unread: (query, value: boolean) => {
      query.andWhere(`${LISTED}.readAt IS ${value ? 'NULL' : 'NOT NULL'}`);
    },
    kind: equals('kind'),
  },
};

interface Owner {
  readonly tenantId: string;
  readonly userId: string;
}

/** Those of one user. */
export async function notificationsOf(
  { tenantId, userId }: Owner,
  query: ListNotifications,
  rows: EntityManager,
): Promise<Page<NotificationDetails> & NotificationCounts> {
  const page = await listPage(rows, list, query, (listed) => {
    listed.andWhere(`${LISTED}.tenantId = :tenantId AND ${LISTED}.userId = :userId`, { tenantId, userId });
  });
  const unread = await rows.countBy(NotificationRow, { tenantId, userId, readAt: IsNull() });
  return { ...page, items: page.items.map(shown), unread };
}

/** The users of an organisation for whom notifications wait for a digest. */
export async function usersAwaitingDigest(tenantId: string, rows: EntityManager): Promise<readonly string[]> {
  const found = await rows
    .createQueryBuilder(NotificationRow, 'notification')
    .select('notification.userId', 'userId')
    .distinct(true)
    .where('notification.tenantId = :tenantId AND notification.awaitsDigest', { tenantId })
    .orderBy('notification.userId')
    .getRawMany<{ userId: string }>();
  return found.map(({ userId }) => userId);
}

function shown({ notificationId: id, aboutType, aboutId, ...row }: NotificationRow): NotificationDetails {
  const { kind, title, text, late, forUserId, createdAt, readAt } = row;
  const about = aboutType === null || aboutId === null ? null : { type: aboutType, id: aboutId };
  return { id, kind, title, text, about, late, forUserId, createdAt, readAt };
}
