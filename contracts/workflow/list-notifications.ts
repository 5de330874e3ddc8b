import { Query } from '../declare/contract';
import { Count, Flag, Id, Instant, Name, Nested, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { KEPT_NOTIFICATIONS, NotificationSubject } from './notification-events';

export class NotificationDetails {
  @Id() id!: string;
  @Name({ example: 'stock-alert' }) kind!: string;
  @Text({ max: 200 }) title!: string;
  @Text({ max: 2000, nullable: true, lines: true }) text!: string | null;
  @Nested(() => NotificationSubject, { nullable: true, description: 'As the audit trail names it' })
  about!: NotificationSubject | null;
  @Flag({ description: 'It was due before: the platform was down then' }) late!: boolean;
  @Id({ nullable: true, description: 'The absent user for whom you stand in' }) forUserId!: string | null;
  @Instant() createdAt!: string;
  @Instant({ nullable: true, description: 'Null: unread' }) readAt!: string | null;
}

export class NotificationCounts {
  @Count({ min: 0, max: 1e6, description: 'All unread ones of the caller, listed or not' }) unread!: number;
}

@Query({
  subject: 'workflow.list-notifications',
  permission: 'self',
  route: 'GET /notifications',
  summary: `List your notifications in this organisation, the last ${KEPT_NOTIFICATIONS} at least`,
  answers: NotificationDetails,
  refuses: ['READ_MODEL_FILLING'],
  list: { sort: ['createdAt'], order: '-createdAt', page: NotificationCounts },
})
export class ListNotifications extends ListRequest {
  @Flag({ optional: true, description: 'True: only unread ones. False: only read ones' }) unread?: boolean;
  @Name({ optional: true, example: 'stock-alert' }) kind?: string;
}
