import { faultAt } from '#contracts/errors';
import type { ImportLocation } from '#contracts/inventory/import-location';
import { foldedText } from '#contracts/values/text-folding';
import type { Given } from '#libs/event-sourcing';
import { changeLocation, type LocationStock } from './change-location';
import { createLocation } from './create-location';
import type { LocationEvent, Locations } from './location';

/** Decides as the commands of people do. */
export function importLocation(
  command: ImportLocation,
  locations: Locations,
  given: Given<LocationStock>,
): LocationEvent[] {
  const { code, parent, parentMayFollow = false, name, ...said } = command;
  const parentId = parent === undefined ? undefined : locations.idByCode.get(foldedText(parent));
  if (parent !== undefined && parentId === undefined && !parentMayFollow) {
    throw faultAt('NOT_FOUND', '/parent', 'is the code of no location');
  }
  const stated = { ...said, ...(parentId !== undefined && { parentId }) };
  const locationId = locations.idByCode.get(foldedText(code));
  if (locationId !== undefined) {
    return changeLocation({ locationId, ...stated, ...(name !== undefined && { name }) }, locations, given);
  }
  return createLocation({ code, name: name ?? code, ...stated }, locations, given);
}
