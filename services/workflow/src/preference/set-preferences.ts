import { event } from '#contracts/declare/event';
import { invalid } from '#contracts/declare/validation';
import { NotificationPreferencesSet } from '#contracts/workflow/preference-events';
import type { SetNotificationPreferences } from '#contracts/workflow/set-notification-preferences';
import type { Given } from '#libs/event-sourcing';
import { isNotificationKind } from '../notification/notification-kinds';
import type { PreferenceEvent, Preferences } from './preferences';

/** The whole set: of a kind that is not named the usual counts again. */
export function setPreferences(
  { preferences: asked }: SetNotificationPreferences,
  present: Preferences,
  { actor }: Given,
): PreferenceEvent[] {
  const names = asked.map(({ kind }) => kind);
  const faults = names.flatMap((kind, at) => {
    const pointer = `/preferences/${at}/kind`;
    if (!isNotificationKind(kind)) return [{ pointer, code: 'CHOICE', message: 'is no kind of notification' }];
    return names.indexOf(kind) < at ? [{ pointer, code: 'REPEATED', message: 'is named before' }] : [];
  });
  if (faults.length > 0) throw invalid(faults);
  const chosen = asked.toSorted((one, other) => (one.kind < other.kind ? -1 : 1));
  if (isSame(chosen, present)) return [];
  return [event(NotificationPreferencesSet, { userId: actor.id, preferences: chosen })];
}

function isSame(one: Preferences, other: Preferences): boolean {
  return (
    one.length === other.length &&
    one.every(({ kind, mail }, at) => other[at]?.kind === kind && other[at]?.mail === mail)
  );
}
