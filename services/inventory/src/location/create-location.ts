import { DomainError, faultAt, refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { CreateLocation } from '#contracts/inventory/create-location';
import { LocationCreated, MAX_LOCATIONS } from '#contracts/inventory/location-events';
import type { Given } from '#libs/event-sourcing';
import type { LocationEvent, Locations } from './location';
import { refuseTaken } from './location-rules';

export function createLocation(command: CreateLocation, locations: Locations, given: Given): LocationEvent[] {
  const locationId = given.newId('location');
  if (locations.byId.has(locationId)) throw new DomainError('CONFLICT', 'This location is there already');
  if (locations.byId.size >= MAX_LOCATIONS) refuse('LIMIT_REACHED', { limit: MAX_LOCATIONS });
  const { code, name, temperatureZone = 'dry', parentId = null, active = true } = command;
  if (parentId !== null && !locations.byId.has(parentId))
    throw faultAt('NOT_FOUND', '/parentId', 'is no location here');
  refuseTaken(locations, code);
  return [event(LocationCreated, { locationId, code, name, temperatureZone, parentId, active })];
}
