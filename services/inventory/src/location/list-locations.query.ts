import { DomainError } from '#contracts/errors';
import type { GetLocation, LocationDetails } from '#contracts/inventory/get-location';
import type { ListLocations } from '#contracts/inventory/list-locations';
import type { Page } from '#contracts/list-request';
import { equals, listPage, type ListDeclaration } from '#libs/read-models';
import type { Outcome, QueryGiven } from '#libs/runtime';
import { LocationRow } from './location.entity';

const locations: ListDeclaration<LocationRow> = {
  name: 'locations',
  entity: LocationRow,
  sort: ['createdAt', 'code', 'name'],
  order: 'createdAt',
  filters: { temperatureZone: equals('temperatureZone'), active: equals('active') },
};

export async function listLocations(query: ListLocations, { rows }: QueryGiven): Promise<Page<LocationDetails>> {
  const page = await listPage(rows, locations, query);
  return { ...page, items: page.items.map(detailsOf) };
}

export async function getLocation(
  { locationId }: GetLocation,
  { rows, context }: QueryGiven,
): Promise<Outcome<LocationDetails>> {
  const row = await rows.findOneBy(LocationRow, { tenantId: context.tenantId, locationId });
  if (!row) throw new DomainError('NOT_FOUND', 'There is no such location');
  return { answer: detailsOf(row), etag: String(row.revision) };
}

function detailsOf({ locationId, tenantId: _, revision: __, ...row }: LocationRow): LocationDetails {
  return { id: locationId, ...row };
}
