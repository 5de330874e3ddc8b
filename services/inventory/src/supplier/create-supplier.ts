import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { CreateSupplier } from '#contracts/inventory/create-supplier';
import { SupplierCreated, SupplierItemsSet } from '#contracts/inventory/supplier-events';
import type { Given } from '#libs/event-sourcing';
import type { Supplier, SupplierEvent } from './supplier';
import { statedTerms, type NamedItems } from './supplier-items';

export function createSupplier(
  command: CreateSupplier,
  { status }: Supplier,
  given: Given<NamedItems>,
): SupplierEvent[] {
  if (status !== 'absent') throw new DomainError('CONFLICT', 'This supplier is there already');
  const supplierId = given.newId('supplier');
  const { name, leadTimeDays = null } = command;
  const items = statedTerms(command.items ?? [], given.facts);
  return [
    event(SupplierCreated, { supplierId, name, leadTimeDays }),
    ...(items.length > 0 ? [event(SupplierItemsSet, { supplierId, items, removed: [] })] : []),
  ];
}
