import { evolve, foreign } from '../declare/fold';
import type { MailChoice } from './notification-events';
import { NotificationPreferencesSet } from './preference-events';

/** The choices of a user, by kind; of a kind that is missing the usual counts. */
export type NotificationPreferences = ReadonlyMap<string, MailChoice>;

const NONE: NotificationPreferences = new Map();

/** The stream is in the organisation's tenant, named by the user's id. */
export const notificationPreferences = foreign('workflow.notification_preferences', () => NONE, [
  evolve(
    NotificationPreferencesSet,
    (_: NotificationPreferences, { data: { preferences } }): NotificationPreferences =>
      new Map(preferences.map(({ kind, mail }) => [kind, mail])),
  ),
]);
