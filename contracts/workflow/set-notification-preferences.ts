import { Created } from '../created';
import { Command } from '../declare/contract';
import { List, Nested } from '../declare/fields';
import { MAX_NOTIFICATION_KINDS, NotificationPreference } from './preference-events';

@Command({
  subject: 'workflow.set-notification-preferences',
  permission: 'self',
  route: 'PUT /notification-preferences',
  status: 200,
  summary: 'Choose which of your notifications are mailed to you: at once, in a digest each day, or not at all',
  answers: Created,
})
export class SetNotificationPreferences {
  @List(Nested(() => NotificationPreference), {
    max: MAX_NOTIFICATION_KINDS,
    description: 'All that you choose: the others are as usual',
  })
  preferences!: readonly NotificationPreference[];
}
