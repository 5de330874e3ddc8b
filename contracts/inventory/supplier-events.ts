import { Event } from '../declare/event';
import { Count, Flag, Id, List, Nested, Text } from '../declare/fields';
import { MAX_TERMS_AT_ONCE, SupplierTerms } from './supplier-terms';

export const MAX_LEAD_TIME_DAYS = 3_650;

const ENTITY = { type: 'supplier', id: 'supplierId', label: 'name' } as const;

@Event<SupplierCreated>({
  category: 'inventory.supplier',
  version: 1,
  entity: ENTITY,
  action: 'supplier.created',
  summary: 'A supplier was created',
})
export class SupplierCreated {
  static readonly type = 'SupplierCreated';
  @Id() supplierId!: string;
  @Text({ max: 200 }) name!: string;
  @Count({ min: 0, max: MAX_LEAD_TIME_DAYS, nullable: true }) leadTimeDays!: number | null;
}

/** All details as of now, changed or not. */
@Event<SupplierChanged>({
  category: 'inventory.supplier',
  version: 1,
  entity: ENTITY,
  action: 'supplier.changed',
  summary: 'Details of a supplier were changed',
})
export class SupplierChanged {
  static readonly type = 'SupplierChanged';
  @Id() supplierId!: string;
  @Text({ max: 200 }) name!: string;
  @Count({ min: 0, max: MAX_LEAD_TIME_DAYS, nullable: true }) leadTimeDays!: number | null;
  @Flag() active!: boolean;
}

/** The terms of these items from now on; those of others stay. */
@Event<SupplierItemsSet>({
  category: 'inventory.supplier',
  version: 1,
  entity: { type: 'supplier', id: 'supplierId' },
  occurrence: true,
  action: 'supplier.items_set',
  summary: 'The items of a supplier were changed',
})
export class SupplierItemsSet {
  static readonly type = 'SupplierItemsSet';
  @Id() supplierId!: string;
  @List(Nested(() => SupplierTerms), { max: MAX_TERMS_AT_ONCE }) items!: readonly SupplierTerms[];
  @List(Id(), { max: MAX_TERMS_AT_ONCE, description: 'Items that it no longer offers' })
  removed!: readonly string[];
}
