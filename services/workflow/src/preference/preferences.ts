import { evolve } from '#contracts/declare/fold';
import { NotificationPreferencesSet, type NotificationPreference } from '#contracts/workflow/preference-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The choices of a user, in the order of the kinds' names. */
export type Preferences = readonly NotificationPreference[];

export const preferences = aggregate('workflow.notification_preferences', (): Preferences => [], [
  evolve(NotificationPreferencesSet, (_: Preferences, { data }): Preferences => data.preferences),
]);

export type PreferenceEvent = EventsOf<typeof preferences>;
