import { Query } from '../declare/contract';
import { Choice, Flag, List, Name, Nested, Text } from '../declare/fields';
import { MAIL_CHOICES, type MailChoice } from './notification-events';
import { MAX_NOTIFICATION_KINDS } from './preference-events';

export class KindPreference {
  @Name({ example: 'stock-alert' }) kind!: string;
  @Text({ max: 200, example: 'An item is low, or a lot expires' }) description!: string;
  @Choice(MAIL_CHOICES) mail!: MailChoice;
  @Flag({ description: 'Chosen by the caller; else it is the usual' }) chosen!: boolean;
}

export class NotificationPreferencesDetails {
  @List(Nested(() => KindPreference), { max: MAX_NOTIFICATION_KINDS }) preferences!: readonly KindPreference[];
}

@Query({
  subject: 'workflow.get-notification-preferences',
  permission: 'self',
  route: 'GET /notification-preferences',
  summary: 'Get which of your notifications are mailed to you, and when',
  answers: NotificationPreferencesDetails,
})
export class GetNotificationPreferences {}
