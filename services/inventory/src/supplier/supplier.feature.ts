import { ChangeSupplier } from '#contracts/inventory/change-supplier';
import { CreateSupplier } from '#contracts/inventory/create-supplier';
import { GetSupplier } from '#contracts/inventory/get-supplier';
import { ListSuppliers } from '#contracts/inventory/list-suppliers';
import { equals } from '#libs/read-models';
import { command, list, query, type Feature } from '#libs/runtime';
import { itemProjection } from '../item/item.projection';
import { changeSupplier } from './change-supplier';
import { createSupplier } from './create-supplier';
import { supplier } from './supplier';
import { SupplierRow } from './supplier.entity';
import { offeredItems } from './supplier-items';
import { supplierProjection } from './supplier.projection';
import { getSupplier, isNamed, listedSupplier, offers } from './supplier.query';

export const supplierFeature: Feature = {
  wirings: [
    command(CreateSupplier, {
      on: supplier,
      id: (_, { newId }) => newId('supplier'),
      facts: offeredItems,
      decide: createSupplier,
    }),
    command(ChangeSupplier, {
      on: supplier,
      id: ({ supplierId }) => supplierId,
      facts: offeredItems,
      decide: changeSupplier,
    }),
    list(ListSuppliers, {
      entity: SupplierRow,
      filters: { name: isNamed, active: equals('active'), itemId: offers },
      show: listedSupplier,
    }),
    query(GetSupplier, getSupplier, { reads: [supplierProjection, itemProjection] }),
  ],
  projections: [supplierProjection],
};
