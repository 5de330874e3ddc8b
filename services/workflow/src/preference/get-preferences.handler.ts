import type {
  GetNotificationPreferences,
  NotificationPreferencesDetails,
} from '#contracts/workflow/get-notification-preferences';
import { notificationPreferences } from '#contracts/workflow/notification-preferences';
import type { RequestContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { NOTIFICATION_KINDS, mailChoice } from '../notification/notification-kinds';

export async function getPreferences(
  _query: GetNotificationPreferences,
  { tenantId, actor }: RequestContext,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<Outcome<NotificationPreferencesDetails>> {
  const { state: chosen } = await commands.state(notificationPreferences, tenantId, actor.id);
  const preferences = NOTIFICATION_KINDS.map(({ name: kind, description }) => ({
    kind,
    description,
    mail: mailChoice(kind, chosen),
    chosen: chosen.has(kind),
  }));
  return { answer: { preferences } };
}
