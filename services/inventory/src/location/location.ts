import { LocationCreated, type LocationEvent, type TemperatureZone } from '#contracts/inventory/location-events';
import type { Aggregate } from '#libs/event-sourcing';

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
