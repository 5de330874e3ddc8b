import { evolve } from '#contracts/declare/fold';
import { LocationCreated, type TemperatureZone } from '#contracts/inventory/location-events';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** A location of stock, as decisions see it. */
export interface Location {
  readonly status: 'absent' | 'active';
  readonly code: string;
  readonly temperatureZone: TemperatureZone;
}

export const location = aggregate(
  'inventory.location',
  (): Location => ({ status: 'absent', code: '', temperatureZone: 'dry' }),
  [evolve(LocationCreated, (_, { data: { code, temperatureZone } }) => ({ status: 'active', code, temperatureZone }))],
  {
    /** A location's code is unique in its organisation, compared without case. */
    reserve: ({ status, code }) => {
      if (status === 'absent') return [];
      const value = foldedText(code);
      return [{ unique: 'location_code', scope: 'tenant', value, pointer: '/code' }];
    },
  },
);

export type LocationEvent = EventsOf<typeof location>;
