import { CreateLocation } from '#contracts/inventory/create-location';
import { GetLocation } from '#contracts/inventory/get-location';
import { ListLocations } from '#contracts/inventory/list-locations';
import { locationsTopic } from '#contracts/inventory/live-topics';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { createLocation } from './create-location';
import { location } from './location';
import { LocationRow } from './location.entity';
import { locationProjection } from './location.projection';

export const locationFeature: Feature = {
  wirings: [
    command(CreateLocation, {
      on: location,
      id: (_, { newId }) => newId('location'),
      decide: createLocation,
    }),
    list(ListLocations, {
      entity: LocationRow,
      filters: { temperatureZone: equals('temperatureZone'), active: equals('active') },
      show: ({ locationId, tenantId: _, revision: __, ...row }) => ({ id: locationId, ...row }),
      get: { query: GetLocation, key: 'locationId', noun: 'location' },
    }),
  ],
  projections: [locationProjection],
  topics: [locationsTopic],
};
