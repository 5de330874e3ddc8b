import { event } from '#contracts/declare/event';
import { SupplierChanged, SupplierCreated, SupplierItemsSet } from '#contracts/inventory/supplier-events';
import { folding } from '#libs/testing/folding';
import { GIVEN } from '#libs/testing/given-when-then';
import { SupplierItemRow, SupplierRow } from './supplier.entity';
import { supplierProjection } from './supplier.projection';

const supplierId = GIVEN.newId('supplier');
const itemId = GIVEN.newId('item');
const offered = { itemId, supplierItemNumber: 'F-55', unit: 'sack', unitPrice: '24.00000000', currency: 'USD' };
const created = event(SupplierCreated, { supplierId, name: 'Mill', leadTimeDays: 3 });
const set = event(SupplierItemsSet, { supplierId, items: [offered], removed: [] });

it('shows a supplier as it was changed last, and what it offers', () => {
  const folded = folding(
    supplierProjection,
    created,
    set,
    event(SupplierChanged, { supplierId, name: 'MILL & Sons', leadTimeDays: null, active: false }),
  );
  expect(folded.rowOf(SupplierRow)).toEqual({
    supplierId,
    tenantId: GIVEN.tenantId,
    name: 'MILL & Sons',
    nameKey: 'mill & sons',
    leadTimeDays: null,
    active: false,
    createdAt: GIVEN.now,
    updatedAt: '2026-01-31T12:00:02.000Z',
    revision: 2,
  });
  expect(folded.rowOf(SupplierItemRow)).toEqual({ tenantId: GIVEN.tenantId, supplierId, ...offered });
});

it('does not show an item that the supplier no longer offers', () => {
  const gone = event(SupplierItemsSet, { supplierId, items: [], removed: [itemId] });
  expect(folding(supplierProjection, created, set, gone).rowsOf(SupplierItemRow)).toEqual([]);
});
