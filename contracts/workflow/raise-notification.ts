import { Command } from '../declare/contract';
import { Count, Flag, Id, List, Name, Nested, Text } from '../declare/fields';
import type { Permission } from '../permissions';
import { RoleName } from '../values/role-name';
import { NotificationSubject } from './notification-events';

/** The most users that are named for one notification. */
const MAX_NAMED = 1_000;
const MAX_ROLES = 100;

/**
 * The users to notify: those who are named, have one of the roles, have one of the things assigned, or hold the
 * permission. Only active members are notified.
 */
export class NotificationAudience {
  @List(Id(), { max: MAX_NAMED }) userIds!: readonly string[];
  @List(RoleName(), { max: MAX_ROLES, description: 'Names of built-in and custom roles' }) roles!: readonly string[];
  @List(Id(), { max: MAX_ROLES, description: 'Services or products' }) assigned!: readonly string[];
  @Name({ nullable: true, example: 'catalogue.payment.read' }) permission!: Permission | null;
  @Id({ nullable: true, description: 'Where the permission is bound: also those to whom this service is assigned' })
  serviceId!: string | null;
  @Id({ nullable: true, description: 'Likewise this product' }) productId!: string | null;
}

/** A product whose name stands for `{product}` in title and text. */
export class NamedProduct {
  @Id() serviceId!: string;
  @Id() productId!: string;
}

export class NotificationsRaised {
  @Count({ min: 0, max: 1e6, example: 2, description: 'The users who were notified now' }) users!: number;
}

/** Each user is notified once of a kind and cause, however often it is sent. */
@Command({
  subject: 'workflow.raise-notification',
  permission: 'service',
  status: 200,
  summary: 'Notify users of something',
  answers: NotificationsRaised,
  sentBy: ['workflow'],
})
export class RaiseNotification {
  @Name({ example: 'stock-alert' }) kind!: string;
  @Text({ max: 200, description: 'Names what happened: the same cause is the same notification' }) cause!: string;
  @Text({ max: 200, description: 'Names nobody' }) title!: string;
  @Text({ max: 2000, optional: true, lines: true, description: 'Names nobody' }) text?: string;
  @Nested(() => NotificationSubject, { optional: true }) about?: NotificationSubject;
  @Nested(() => NotificationAudience) to!: NotificationAudience;
  @Nested(() => NamedProduct, { optional: true }) product?: NamedProduct;
  @Flag({ optional: true, description: 'Default: false' }) late?: boolean;
  @Flag({ optional: true, description: 'Also the deputies of absent users who are named. Default: false' })
  deputies?: boolean;
  @Id({ optional: true, description: 'The absent user for whom those who are named stand in' }) forUserId?: string;
}
