import { Event, type EventOptions } from '../declare/event';
import { Choice, Count, Flag, Id, List, LocalDate, Name, Nested, Text } from '../declare/fields';

/** The latest notifications of a user that are kept at least. */
export const KEPT_NOTIFICATIONS = 1_000;
/** Those before them are forgotten, so many at a time. */
export const FORGOTTEN_AT_ONCE = 100;
/** The most that a user has at any time. */
export const MAX_NOTIFICATIONS = KEPT_NOTIFICATIONS + FORGOTTEN_AT_ONCE;
/** The most notifications that one digest names. */
export const MAX_DIGEST_LINES = 30;

/** When a mail is sent for notifications of a kind: `daily` is one digest a day. */
export const MAIL_CHOICES = ['at_once', 'daily', 'none'] as const;
export type MailChoice = (typeof MAIL_CHOICES)[number];

/** Whom notifications are for. They are in a stream of the user, in the organisation. */
export class NotificationFact {
  @Id() userId!: string;
}

const declared = (action: string, summary: string): EventOptions<NotificationFact> => ({
  category: 'workflow.notifications',
  version: 1,
  entity: { type: 'user', id: 'userId' },
  occurrence: true,
  action,
  summary,
});

/** The thing that a notification is about, as the audit trail names it. */
export class NotificationSubject {
  @Name({ example: 'item' }) type!: string;
  @Id() id!: string;
}

/** Title and text name nobody: a person is the subject. */
@Event<NotificationRaised>({
  ...declared('notification.raised', 'A user was notified'),
  entity: { type: 'notification', id: 'notificationId', label: 'title' },
  occurrence: true,
})
export class NotificationRaised extends NotificationFact {
  static readonly type = 'NotificationRaised';
  @Id({ description: 'The same for the same cause' }) notificationId!: string;
  @Name({ example: 'stock-alert' }) kind!: string;
  @Text({ max: 200 }) title!: string;
  @Text({ max: 2000, nullable: true, lines: true }) text!: string | null;
  @Nested(() => NotificationSubject, { nullable: true }) about!: NotificationSubject | null;
  @Flag({ description: 'It was due before: the platform was down then' }) late!: boolean;
  @Choice(MAIL_CHOICES, { description: 'As the user preferred then' }) mail!: MailChoice;
  @Id({ nullable: true, description: 'The absent user for whom the notified one stands in' })
  forUserId!: string | null;
}

@Event<NotificationsMarked>(declared('notification.marked', 'A user marked notifications as read or unread'))
export class NotificationsMarked extends NotificationFact {
  static readonly type = 'NotificationsMarked';
  @List(Id(), { min: 1, max: MAX_NOTIFICATIONS }) notificationIds!: readonly string[];
  @Flag() read!: boolean;
}

@Event<NotificationsForgotten>(declared('notification.forgotten', 'The oldest notifications of a user were removed'))
export class NotificationsForgotten extends NotificationFact {
  static readonly type = 'NotificationsForgotten';
  @List(Id(), { min: 1, max: MAX_NOTIFICATIONS }) notificationIds!: readonly string[];
}

/** A line of a digest. */
export class DigestLine {
  @Name({ example: 'stock-alert' }) kind!: string;
  @Text({ max: 200 }) title!: string;
  @Id({ nullable: true, description: 'The absent user for whom the notified one stands in' })
  forUserId!: string | null;
}

/** One a day at most. Without lines nothing was wanted any more, and no mail is sent. */
@Event<NotificationDigestMade>(declared('notification.digest_made', 'The notifications of a day were gathered'))
export class NotificationDigestMade extends NotificationFact {
  static readonly type = 'NotificationDigestMade';
  @Id({ technical: true }) digestId!: string;
  @LocalDate() on!: string;
  @List(Id(), { min: 1, max: MAX_NOTIFICATIONS, description: 'All that waited for it' })
  notificationIds!: readonly string[];
  @List(Nested(() => DigestLine), { max: MAX_DIGEST_LINES }) lines!: readonly DigestLine[];
  @Count({ min: 0, max: MAX_NOTIFICATIONS, description: 'Wanted ones without a line' })
  more!: number;
}
