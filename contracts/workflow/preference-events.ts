import { Event } from '../declare/event';
import { Choice, Id, List, Name, Nested } from '../declare/fields';
import { MAIL_CHOICES, type MailChoice } from './notification-events';

/** The most kinds of notifications. */
export const MAX_NOTIFICATION_KINDS = 100;

export class NotificationPreference {
  @Name({ example: 'stock-alert' }) kind!: string;
  @Choice(MAIL_CHOICES) mail!: MailChoice;
}

/** All that the user chose; of other kinds the usual counts. Its stream is that of the user, in the organisation. */
@Event<NotificationPreferencesSet>({
  category: 'workflow.notification_preferences',
  version: 1,
  entity: { type: 'user', id: 'userId' },
  action: 'notification_preferences.set',
  summary: 'A user chose which notifications are mailed',
})
export class NotificationPreferencesSet {
  static readonly type = 'NotificationPreferencesSet';
  @Id() userId!: string;
  @List(Nested(() => NotificationPreference), {
    max: MAX_NOTIFICATION_KINDS,
    description: 'In the order of their names',
  })
  preferences!: readonly NotificationPreference[];
}
