import { GIVEN, given } from '#libs/testing/given-when-then';
import { createSupplier } from './create-supplier';
import { supplier } from './supplier';

const FLOUR = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const facts = new Map([[FLOUR, { unit: 'kg', units: [{ unit: 'sack', factor: '25', rounding: 'exact' as const }] }]]);
const command = { name: 'Mill & Sons', leadTimeDays: 3 };
const supplierId = GIVEN.newId('supplier');

describe('creating a supplier', () => {
  it('records its name and lead time, and the terms of its items', () => {
    given(supplier)
      .when(
        createSupplier,
        { ...command, items: [{ itemId: FLOUR, unit: 'sack', unitPrice: '24.00000000' }] },
        { facts },
      )
      .thenMatching(
        { type: 'SupplierCreated', data: { supplierId, ...command } },
        {
          type: 'SupplierItemsSet',
          data: {
            supplierId,
            items: [
              { itemId: FLOUR, supplierItemNumber: null, unit: 'sack', unitPrice: '24.00000000', currency: null },
            ],
          },
        },
      );
  });

  it('refuses a unit that the item does not have', () => {
    given(supplier)
      .when(createSupplier, { ...command, items: [{ itemId: FLOUR, unit: 'box' }] }, { facts })
      .thenRefused('VALIDATION_FAILED');
  });

  it('is refused for one that exists already', () => {
    const made = given(supplier).when(createSupplier, command, { facts }).events();
    given(supplier, ...made)
      .when(createSupplier, command, { facts })
      .thenRefused('CONFLICT');
  });
});
