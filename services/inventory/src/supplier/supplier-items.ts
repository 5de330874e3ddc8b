import { DomainError } from '#contracts/errors';
import type { SupplierItem, SupplierTerms } from '#contracts/inventory/supplier-terms';
import type { FactsGiven } from '#libs/runtime';
import { item, type Item } from '../item/item';

/** The items that a command names, by their ids. */
export type NamedItems = ReadonlyMap<string, Pick<Item, 'unit' | 'units'>>;

/** @throws DomainError `NOT_FOUND` */
export async function namedItems(
  { items = [] }: { readonly items?: readonly SupplierItem[] },
  { context: { tenantId }, lookup }: Pick<FactsGiven<unknown>, 'context' | 'lookup'>,
): Promise<NamedItems> {
  const found = await Promise.all(items.map(({ itemId }) => lookup.state(item, tenantId, itemId)));
  const missing = found.findIndex(({ revision }) => revision === 'none');
  if (missing !== -1) throw faultIn('NOT_FOUND', `/items/${missing}/itemId`, 'NOT_FOUND', 'is no item here');
  return new Map(items.map(({ itemId }, index) => [itemId, (found[index] as (typeof found)[number]).state]));
}

/** The terms as stated; a unit that the item does not have is refused. */
export function statedTerms(items: readonly SupplierItem[], named: NamedItems): SupplierTerms[] {
  return items.map(({ itemId, supplierItemNumber = null, unit = null, unitPrice = null, currency = null }, index) => {
    const known = named.get(itemId);
    const has = unit === null || known?.unit === unit || known?.units.some((each) => each.unit === unit);
    if (!has) throw faultIn('VALIDATION_FAILED', `/items/${index}/unit`, 'CHOICE', 'is no unit of this item');
    return { itemId, supplierItemNumber, unit, unitPrice, currency };
  });
}

function faultIn(error: 'NOT_FOUND' | 'VALIDATION_FAILED', pointer: string, code: string, message: string) {
  return new DomainError(error, `${pointer} ${message}`, {}, [{ pointer, code, message }]);
}
