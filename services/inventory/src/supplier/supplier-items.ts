import { faultAt } from '#contracts/errors';
import type { SupplierItem, SupplierTerms } from '#contracts/inventory/supplier-terms';
import type { FactsGiven } from '#libs/runtime';
import type { Item } from '../item/item';
import { namedItems } from '../item/named-items';

/** The items that a command names, by their ids. */
export type NamedItems = ReadonlyMap<string, Pick<Item, 'unit' | 'units'>>;

/** @throws DomainError `NOT_FOUND` */
export function offeredItems(
  { items = [] }: { readonly items?: readonly SupplierItem[] },
  { context: { tenantId }, lookup }: Pick<FactsGiven<unknown>, 'context' | 'lookup'>,
): Promise<NamedItems> {
  const ids = items.map(({ itemId }) => itemId);
  return namedItems(ids, (index) => `/items/${index}/itemId`, tenantId, lookup);
}

/** The terms as stated; a unit that the item does not have is refused. */
export function statedTerms(items: readonly SupplierItem[], named: NamedItems): SupplierTerms[] {
  return items.map(({ itemId, supplierItemNumber = null, unit = null, unitPrice = null, currency = null }, index) => {
    const known = named.get(itemId);
    const has = unit === null || known?.unit === unit || known?.units.some((each) => each.unit === unit);
    if (!has) throw faultAt('VALIDATION_FAILED', `/items/${index}/unit`, 'is no unit of this item', 'CHOICE');
    return { itemId, supplierItemNumber, unit, unitPrice, currency };
  });
}
