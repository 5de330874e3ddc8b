import { evolve } from '#contracts/declare/fold';
import { SupplierChanged, SupplierCreated, SupplierItemsSet } from '#contracts/inventory/supplier-events';
import type { SupplierTerms } from '#contracts/inventory/supplier-terms';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf, type UniqueValue } from '#libs/event-sourcing';

/** The details of a supplier that can be changed. */
export type SupplierDetails = Omit<SupplierChanged, 'supplierId'>;

/** A supplier as decisions see it. */
export interface Supplier {
  readonly status: 'absent' | 'present';
  readonly details: SupplierDetails;
  /** By item. */
  readonly terms: ReadonlyMap<string, SupplierTerms>;
}

export const supplier = aggregate(
  'inventory.supplier',
  (): Supplier => ({
    status: 'absent',
    details: { name: '', leadTimeDays: null, active: false },
    terms: new Map(),
  }),
  [
    evolve(SupplierCreated, (state, { data: { name, leadTimeDays } }) => ({
      ...state,
      status: 'present',
      details: { name, leadTimeDays, active: true },
    })),
    evolve(SupplierChanged, (state, { data: { name, leadTimeDays, active } }) => ({
      ...state,
      details: { name, leadTimeDays, active },
    })),
    evolve(SupplierItemsSet, (state, { data: { items, removed } }) => {
      const terms = new Map(state.terms);
      for (const itemId of removed) terms.delete(itemId);
      for (const each of items) terms.set(each.itemId, each);
      return { ...state, terms };
    }),
  ],
  {
    reserve: ({ status, details: { name } }) => (status === 'absent' ? [] : [supplierNameOf(name)]),
  },
);

/** A supplier's name is unique in its organisation, in any case and normalisation form. */
export function supplierNameOf(name: string): UniqueValue {
  return { unique: 'supplier_name', scope: 'tenant', value: foldedText(name), pointer: '/name' };
}

export type SupplierEvent = EventsOf<typeof supplier>;
