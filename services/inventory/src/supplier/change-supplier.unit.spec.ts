import { event } from '#contracts/declare/event';
import { SupplierChanged, SupplierCreated, SupplierItemsSet } from '#contracts/inventory/supplier-events';
import { MAX_SUPPLIER_ITEMS, type SupplierTerms } from '#contracts/inventory/supplier-terms';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { changeSupplier } from './change-supplier';
import { supplier } from './supplier';

const supplierId = GIVEN.newId('supplier');
const [FLOUR, SUGAR] = [GIVEN.newId('flour'), GIVEN.newId('sugar')];
const facts = new Map([FLOUR, SUGAR].map((id) => [id, { unit: 'kg', units: [] }]));
const terms = (itemId: string, unitPrice: string | null): SupplierTerms => ({
  itemId,
  supplierItemNumber: null,
  unit: null,
  unitPrice,
  currency: null,
});
const past = [
  event(SupplierCreated, { supplierId, name: 'Mill & Sons', leadTimeDays: 3 }),
  event(SupplierItemsSet, { supplierId, items: [terms(FLOUR, '2.00000000')], removed: [] }),
];

describe('changing a supplier', () => {
  it('records all details, and keeps those that were not given', () => {
    given(supplier, ...past)
      .when(changeSupplier, { supplierId, leadTimeDays: null, active: false }, { facts })
      .then(event(SupplierChanged, { supplierId, name: 'Mill & Sons', leadTimeDays: null, active: false }));
  });

  it('sets the terms of the items that are named, and only where they differ', () => {
    const items = [
      { itemId: FLOUR, unitPrice: '2.00000000' },
      { itemId: SUGAR, unitPrice: '1.50000000' },
    ];
    given(supplier, ...past)
      .when(changeSupplier, { supplierId, items }, { facts })
      .then(event(SupplierItemsSet, { supplierId, items: [terms(SUGAR, '1.50000000')], removed: [] }));
  });

  it('removes an item that it no longer offers, once', () => {
    const command = { supplierId, items: [{ itemId: FLOUR, offered: false }] };
    const gone = event(SupplierItemsSet, { supplierId, items: [], removed: [FLOUR] });
    given(supplier, ...past)
      .when(changeSupplier, command, { facts })
      .then(gone);
    given(supplier, ...past, gone)
      .when(changeSupplier, command, { facts })
      .thenNothing();
  });

  it('refuses more items than a supplier can have', () => {
    const full = Array.from({ length: MAX_SUPPLIER_ITEMS - 1 }, (_, n) => terms(GIVEN.newId(`item-${n}`), null));
    given(supplier, ...past, event(SupplierItemsSet, { supplierId, items: full, removed: [] }))
      .when(changeSupplier, { supplierId, items: [{ itemId: SUGAR }] }, { facts })
      .thenRefused('LIMIT_REACHED');
  });

  it('refuses a supplier that does not exist', () => {
    given(supplier).when(changeSupplier, { supplierId }, { facts }).thenRefused('NOT_FOUND');
  });
});
