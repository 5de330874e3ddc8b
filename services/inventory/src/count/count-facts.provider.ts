import { faultAt } from '#contracts/errors';
import type { EnterCountLines } from '#contracts/inventory/enter-count-lines';
import type { OpenCount } from '#contracts/inventory/open-count';
import type { FactsGiven } from '#libs/runtime';
import { namedItems } from '../item/named-items';
import { locationsOf, subtreeOf } from '../location/location';
import type { StockCount } from './count';
import type { EntryFacts } from './count-decisions';

type CountGiven = FactsGiven<StockCount>;

/** The location and the items that a count names are there. */
export async function openedFacts({ locationId, itemIds = [] }: OpenCount, given: CountGiven): Promise<object> {
  const { lookup, context } = given;
  const { byId } = await locationsOf(context.tenantId, lookup);
  if (!byId.has(locationId)) throw faultAt('NOT_FOUND', '/locationId', 'is no location here');
  await namedItems(itemIds, (index) => `/itemIds/${index}`, context.tenantId, lookup);
  return {};
}

export async function entryFacts(
  { lines }: EnterCountLines,
  { lookup, context: { tenantId }, state: count }: CountGiven,
): Promise<EntryFacts> {
  const ids = lines.map(({ itemId }) => itemId);
  const items = await namedItems(ids, (index) => `/lines/${index}/itemId`, tenantId, lookup);
  const locations = await locationsOf(tenantId, lookup);
  lines.forEach(({ locationId }, index) => {
    if (locationId === undefined || locations.byId.has(locationId)) return;
    throw faultAt('NOT_FOUND', `/lines/${index}/locationId`, 'is no location here');
  });
  return { items, locationIds: subtreeOf(locations, count.locationId) };
}
