import { GetNotificationPreferences } from '#contracts/workflow/get-notification-preferences';
import { SetNotificationPreferences } from '#contracts/workflow/set-notification-preferences';
import { command, handler, type Feature } from '#libs/runtime';
import { getPreferences } from './get-preferences.handler';
import { preferences } from './preferences';
import { setPreferences } from './set-preferences';

export const preferenceFeature: Feature = {
  wirings: [
    handler(GetNotificationPreferences, getPreferences),
    command(SetNotificationPreferences, {
      on: preferences,
      id: (_, { context }) => context.actor.id,
      decide: setPreferences,
    }),
  ],
};
