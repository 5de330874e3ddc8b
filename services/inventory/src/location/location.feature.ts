import { ChangeLocation } from '#contracts/inventory/change-location';
import { CreateLocation } from '#contracts/inventory/create-location';
import { GetLocation } from '#contracts/inventory/get-location';
import { ImportLocation } from '#contracts/inventory/import-location';
import { ListLocations } from '#contracts/inventory/list-locations';
import { locationsTopic } from '#contracts/inventory/live-topics';
import type { CommandContext } from '#libs/identity';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { changeLocation } from './change-location';
import { createLocation } from './create-location';
import { importLocation } from './import-location';
import { locationIn, locations } from './location';
import { LocationRow } from './location.entity';
import { locationImport } from './location.import';
import { locationProjection } from './location.projection';
import { hasCode } from './location.query';
import { changedLocationStock, importedLocationStock } from './location-stock.provider';

/** All locations of an organisation are in one stream, named by it. */
const inOrganization = {
  on: locations,
  id: (_: object, { context }: { readonly context: CommandContext }) => context.tenantId,
};

export const locationFeature: Feature = {
  wirings: [
    command(CreateLocation, {
      ...inOrganization,
      decide: createLocation,
      answer: (_, { events: [made], revision }) => ({ id: made?.data.locationId ?? '', revision }),
    }),
    command(ChangeLocation, {
      ...inOrganization,
      thing: (state, { locationId }) => locationIn(state, locationId),
      facts: changedLocationStock,
      decide: changeLocation,
    }),
    command(ImportLocation, {
      ...inOrganization,
      facts: importedLocationStock,
      decide: importLocation,
      answer: (_, { events: [made], revision }) => ({
        id: made?.data.locationId ?? '',
        revision,
        outcome: made?.type === 'LocationCreated' ? ('created' as const) : ('changed' as const),
      }),
    }),
    list(ListLocations, {
      entity: LocationRow,
      filters: {
        code: hasCode,
        temperatureZone: equals('temperatureZone'),
        parentId: equals('parentId'),
        active: equals('active'),
      },
      show: ({ locationId, tenantId: _, codeKey: __, revision: ___, ...row }) => ({ id: locationId, ...row }),
      get: { query: GetLocation, key: 'locationId', noun: 'location' },
    }),
  ],
  projections: [locationProjection],
  imports: [locationImport],
  topics: [locationsTopic],
};
