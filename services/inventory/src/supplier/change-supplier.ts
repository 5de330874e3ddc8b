import { event } from '#contracts/declare/event';
import { DomainError, refuse } from '#contracts/errors';
import type { ChangeSupplier } from '#contracts/inventory/change-supplier';
import { SupplierChanged, SupplierItemsSet } from '#contracts/inventory/supplier-events';
import { MAX_SUPPLIER_ITEMS, type SupplierTerms } from '#contracts/inventory/supplier-terms';
import type { Given } from '#libs/event-sourcing';
import type { Supplier, SupplierDetails, SupplierEvent } from './supplier';
import { statedTerms, type NamedItems } from './supplier-items';

/** An absent field stays; null removes. */
export function changeSupplier(command: ChangeSupplier, state: Supplier, given: Given<NamedItems>): SupplierEvent[] {
  if (state.status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such supplier');
  return [...detailsChanged(command, state.details), ...itemsChanged(command, state, given.facts)];
}

function detailsChanged(command: ChangeSupplier, details: SupplierDetails): SupplierEvent[] {
  const { supplierId, name = details.name, active = details.active } = command;
  const leadTimeDays = command.leadTimeDays === undefined ? details.leadTimeDays : command.leadTimeDays;
  const stays = name === details.name && active === details.active && leadTimeDays === details.leadTimeDays;
  return stays ? [] : [event(SupplierChanged, { supplierId, name, leadTimeDays, active })];
}

function itemsChanged({ supplierId, items = [] }: ChangeSupplier, { terms }: Supplier, named: NamedItems) {
  const offered = items.filter((each) => each.offered !== false);
  const gone = items.filter((each) => each.offered === false).map(({ itemId }) => itemId);
  const set = statedTerms(offered, named).filter((stated) => !isSame(stated, terms.get(stated.itemId)));
  const removed = gone.filter((itemId) => terms.has(itemId));
  if (set.length === 0 && removed.length === 0) return [];
  const added = set.filter(({ itemId }) => !terms.has(itemId)).length;
  if (terms.size + added - removed.length > MAX_SUPPLIER_ITEMS) refuse('LIMIT_REACHED', { limit: MAX_SUPPLIER_ITEMS });
  return [event(SupplierItemsSet, { supplierId, items: set, removed })];
}

function isSame(one: SupplierTerms, other: SupplierTerms | undefined): boolean {
  return other !== undefined && TERMS.every((field) => one[field] === other[field]);
}

const TERMS = ['supplierItemNumber', 'unit', 'unitPrice', 'currency'] as const;
