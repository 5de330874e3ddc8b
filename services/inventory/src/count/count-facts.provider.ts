import { DomainError } from '#contracts/errors';
import type { EnterCountLines } from '#contracts/inventory/enter-count-lines';
import type { OpenCount } from '#contracts/inventory/open-count';
import type { Lookup } from '#libs/event-sourcing';
import type { FactsGiven } from '#libs/runtime';
import { item, type Item } from '../item/item';
import { locationsOf, subtreeOf } from '../location/location';
import type { StockCount } from './count';
import type { EntryFacts } from './count-decisions';

type CountGiven = FactsGiven<StockCount>;

/** The location and the items that a count names are there. */
export async function openedFacts({ locationId, itemIds = [] }: OpenCount, given: CountGiven): Promise<object> {
  const { lookup, context } = given;
  const { byId } = await locationsOf(context.tenantId, lookup);
  if (!byId.has(locationId)) throw missing('/locationId', 'is no location here');
  await itemsNamed(itemIds, (index) => `/itemIds/${index}`, context.tenantId, lookup);
  return {};
}

export async function entryFacts(
  { lines }: EnterCountLines,
  { lookup, context: { tenantId }, state: count }: CountGiven,
): Promise<EntryFacts> {
  const ids = lines.map(({ itemId }) => itemId);
  const items = await itemsNamed(ids, (index) => `/lines/${index}/itemId`, tenantId, lookup);
  const locations = await locationsOf(tenantId, lookup);
  lines.forEach(({ locationId }, index) => {
    if (locationId === undefined || locations.byId.has(locationId)) return;
    throw missing(`/lines/${index}/locationId`, 'is no location here');
  });
  return { items, locationIds: subtreeOf(locations, count.locationId) };
}

async function itemsNamed(
  ids: readonly string[],
  pointer: (index: number) => string,
  tenantId: string,
  lookup: Lookup,
): Promise<ReadonlyMap<string, Item>> {
  const items = new Map<string, Item>();
  for (const [index, id] of ids.entries()) {
    if (items.has(id)) continue;
    const { state, revision } = await lookup.state(item, tenantId, id);
    if (revision === 'none') throw missing(pointer(index), 'is no item here');
    items.set(id, state);
  }
  return items;
}

function missing(pointer: string, message: string): DomainError {
  return new DomainError('NOT_FOUND', `${pointer} ${message}`, {}, [{ pointer, code: 'NOT_FOUND', message }]);
}
