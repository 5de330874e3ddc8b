import { Code, Currency, Flag, Id, Money, Unit } from '../declare/fields';
import type { FieldError } from '../errors';

/** The most items of one request, and of one supplier. */
export const MAX_TERMS_AT_ONCE = 200;
export const MAX_SUPPLIER_ITEMS = 500;

/** How a supplier offers an item, as a request says it. */
export class SupplierItem {
  @Id() itemId!: string;
  @Code({ optional: true, description: "The supplier's own number" }) supplierItemNumber?: string;
  @Unit({ optional: true, description: 'One of the item; default: its stock unit' }) unit?: string;
  @Money({ places: 8, optional: true, description: 'Per `unit`' }) unitPrice?: string;
  @Currency({ optional: true, description: "Default: the organisation's" }) currency?: string;
}

/** The same in a change. */
export class ChangedSupplierItem extends SupplierItem {
  @Flag({ optional: true, description: 'False: the supplier no longer offers it' }) offered?: boolean;
}

/** The same as recorded. */
export class SupplierTerms {
  @Id() itemId!: string;
  @Code({ nullable: true, description: "The supplier's own number" }) supplierItemNumber!: string | null;
  @Unit({ nullable: true, description: 'Null: the stock unit' }) unit!: string | null;
  @Money({ places: 8, nullable: true, description: 'Per `unit`' }) unitPrice!: string | null;
  @Currency({ nullable: true, description: "Null: the organisation's" }) currency!: string | null;
}

/** An item has one set of terms with a supplier. */
export function itemNamedTwice({ items = [] }: { readonly items?: readonly SupplierItem[] }): FieldError | undefined {
  const ids = items.map(({ itemId }) => itemId);
  const again = ids.findIndex((id, index) => ids.indexOf(id) < index);
  if (again === -1) return undefined;
  return { pointer: `/items/${again}/itemId`, code: 'DUPLICATE', message: 'is named twice' };
}
