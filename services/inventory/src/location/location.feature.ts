import { CreateLocation } from '#contracts/inventory/create-location';
import { GetLocation } from '#contracts/inventory/get-location';
import { ListLocations } from '#contracts/inventory/list-locations';
import { command, query, type Feature } from '#libs/runtime';
import { createLocation } from './create-location';
import { getLocation, listLocations } from './list-locations.query';
import { location, uniqueCode } from './location';
import { locationProjection } from './location.projection';

const reading = { reads: [locationProjection] };

export const locationFeature: Feature = {
  wirings: [
    command(CreateLocation, {
      on: location,
      id: (_, { newId }) => newId('location'),
      decide: createLocation,
      reserve: uniqueCode,
    }),
    query(GetLocation, getLocation, reading),
    query(ListLocations, listLocations, reading),
  ],
  projections: [locationProjection],
};
