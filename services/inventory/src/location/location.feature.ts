import { CreateLocation } from '#contracts/inventory/create-location';
import { GetLocation } from '#contracts/inventory/get-location';
import { ListLocations } from '#contracts/inventory/list-locations';
import { command, query, type Feature } from '#libs/runtime';
import { createLocation } from './create-location';
import { getLocation, listLocations } from './list-locations.query';
import { location } from './location';
import { locationProjection } from './location.projection';

export const locationFeature: Feature = {
  wirings: [
    command(CreateLocation, {
      aggregate: location,
      id: (_, { newId }) => newId('location'),
      decide: createLocation,
    }),
    query(GetLocation, getLocation),
    query(ListLocations, listLocations),
  ],
  projections: [locationProjection],
};
