import { LocationCreated, type LocationEvent, type TemperatureZone } from '#contracts/inventory/location-events';
import type { Aggregate, Reservation } from '#libs/event-sourcing';

/** A place where stock is kept, as decisions see it. */
export interface Location {
  readonly status: 'absent' | 'active';
  readonly temperatureZone: TemperatureZone;
}

export const location: Aggregate<Location, LocationEvent> = {
  category: 'inventory.location',
  events: [LocationCreated],
  initial: () => ({ status: 'absent', temperatureZone: 'dry' }),
  evolve: (_state, { type, data }) => {
    switch (type) {
      case 'LocationCreated':
        return { status: 'active', temperatureZone: data.temperatureZone };
    }
  },
};

/** A location's code is unique in its organisation, whatever its case. */
export function uniqueCode(events: readonly LocationEvent[]): Reservation[] {
  return events.map(({ data }) => ({
    unique: 'location_code',
    scope: 'tenant',
    value: data.code.normalize('NFC').toLowerCase(),
    pointer: '/code',
  }));
}
