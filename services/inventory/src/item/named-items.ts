import { faultAt } from '#contracts/errors';
import type { Lookup } from '#libs/event-sourcing';
import { item, type Item } from './item';

/**
 * The items that a request names, by their ids. `pointerOf`: of the field with the id at that place in the list.
 * @throws DomainError `NOT_FOUND` for the first that is no item
 */
export async function namedItems(
  ids: readonly string[],
  pointerOf: (index: number) => string,
  tenantId: string,
  lookup: Lookup,
): Promise<ReadonlyMap<string, Item>> {
  const distinct = [...new Set(ids)];
  const found = await Promise.all(distinct.map((id) => lookup.state(item, tenantId, id)));
  const unknown = distinct.find((_, index) => found[index]?.revision === 'none');
  if (unknown !== undefined) throw faultAt('NOT_FOUND', pointerOf(ids.indexOf(unknown)), 'is no item here');
  return new Map(distinct.map((id, index) => [id, (found[index] as (typeof found)[number]).state]));
}
