import { DomainError, faultAt, refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { ChangeLocation } from '#contracts/inventory/change-location';
import { LocationChanged } from '#contracts/inventory/location-events';
import type { Given } from '#libs/event-sourcing';
import { subtreeOf, type Location, type LocationEvent, type Locations } from './location';
import { refuseTaken } from './location-rules';

/** Whether the location has stock; undefined where the change does not depend on it. */
export type LocationStock = { readonly hasStock: boolean } | undefined;

/** An absent field stays; null takes the location out of the one that it is in. */
export function changeLocation(
  command: ChangeLocation,
  locations: Locations,
  { facts: stock }: Given<LocationStock>,
): LocationEvent[] {
  const { locationId } = command;
  const location = locations.byId.get(locationId);
  if (!location) throw new DomainError('NOT_FOUND', 'There is no such location');
  const changed = changedDetails(command, location);
  if (DETAILS.every((field) => changed[field] === location[field])) return [];
  refuseTaken(locations, changed.code, locationId);
  if (changed.parentId !== location.parentId) refuseMove(locations, locationId, changed.parentId);
  if (dependsOnStock(command, location)) {
    if (!stock) throw new TypeError('a change that depends on stock was to be decided without it');
    if (stock.hasStock && location.active && !changed.active) refuse('LOCATION_NOT_EMPTY', { locationId });
    if (stock.hasStock && changed.temperatureZone !== location.temperatureZone) {
      throw faultAt('CONFLICT', '/temperatureZone', 'cannot change while there is stock');
    }
  }
  return [event(LocationChanged, { locationId, ...changed })];
}

export function dependsOnStock(
  command: Pick<ChangeLocation, 'active' | 'temperatureZone'>,
  location: Location,
): boolean {
  const { active = location.active, temperatureZone = location.temperatureZone } = command;
  return (location.active && !active) || temperatureZone !== location.temperatureZone;
}

const DETAILS = ['code', 'name', 'temperatureZone', 'parentId', 'active'] as const;

function changedDetails(
  { locationId: _, ...said }: ChangeLocation,
  { code, name, temperatureZone, parentId, active }: Location,
): Pick<Location, (typeof DETAILS)[number]> {
  const stated = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return { code, name, temperatureZone, parentId, active, ...stated };
}

/** A location is in none of those that are in it, directly or not. */
function refuseMove(locations: Locations, locationId: string, parentId: string | null): void {
  if (parentId === null) return;
  if (!locations.byId.has(parentId)) throw faultAt('NOT_FOUND', '/parentId', 'is no location here');
  if (subtreeOf(locations, locationId).has(parentId)) throw faultAt('CONFLICT', '/parentId', 'is within this location');
}
