import { evolve } from '#contracts/fold';
import { LocationCreated, type TemperatureZone } from '#contracts/inventory/location-events';
import { aggregate, type EventsOf, type Reservation } from '#libs/event-sourcing';

/** A place where stock is kept, as decisions see it. */
export interface Location {
  readonly status: 'absent' | 'active';
  readonly temperatureZone: TemperatureZone;
}

export const location = aggregate(
  'inventory.location',
  (): Location => ({ status: 'absent', temperatureZone: 'dry' }),
  [evolve(LocationCreated, (_, { data: { temperatureZone } }) => ({ status: 'active', temperatureZone }))],
);

export type LocationEvent = EventsOf<typeof location>;

/** A location's code is unique in its organisation, whatever its case. */
export function uniqueCode(events: readonly LocationEvent[]): Reservation[] {
  return events.map(({ data }) => ({
    unique: 'location_code',
    scope: 'tenant',
    value: data.code.normalize('NFC').toLowerCase(),
    pointer: '/code',
  }));
}
