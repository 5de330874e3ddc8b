import { event } from '#contracts/declare/event';
import { NotificationPreferencesSet, type NotificationPreference } from '#contracts/workflow/preference-events';
import { given, GIVEN } from '#libs/testing/given-when-then';
import { preferences } from './preferences';
import { setPreferences } from './set-preferences';

const chosen = (...all: readonly NotificationPreference[]) =>
  event(NotificationPreferencesSet, { userId: GIVEN.actor.id, preferences: all });
const [ALERTS, GRANTS] = [
  { kind: 'stock-alert', mail: 'none' },
  { kind: 'grant-end', mail: 'at_once' },
] as const;

it('a user chooses all at once, in any order, and the same again changes nothing', () => {
  given(preferences)
    .when(setPreferences, { preferences: [ALERTS, GRANTS] })
    .then(chosen(GRANTS, ALERTS));
  given(preferences, chosen(GRANTS, ALERTS))
    .when(setPreferences, { preferences: [ALERTS, GRANTS] })
    .thenNothing();
  given(preferences, chosen(GRANTS, ALERTS))
    .when(setPreferences, { preferences: [{ ...ALERTS, mail: 'daily' }] })
    .then(chosen({ ...ALERTS, mail: 'daily' }));
  given(preferences, chosen(ALERTS)).when(setPreferences, { preferences: [] }).then(chosen());
});

it.each([[[ALERTS, { kind: 'weather', mail: 'none' as const }]], [[ALERTS, { ...ALERTS, mail: 'daily' as const }]]])(
  'a kind that there is not, or twice, is refused: %j',
  (asked) => {
    given(preferences).when(setPreferences, { preferences: asked }).thenRefused('VALIDATION_FAILED');
  },
);
