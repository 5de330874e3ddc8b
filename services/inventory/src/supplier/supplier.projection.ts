import { SupplierChanged, SupplierCreated, SupplierItemsSet } from '#contracts/inventory/supplier-events';
import { on } from '#contracts/declare/on';
import { foldedText } from '#contracts/values/text-folding';
import { change, projection } from '#libs/projections';
import { SupplierItemRow, SupplierRow } from './supplier.entity';

export const supplierProjection = projection({
  name: 'supplier',
  service: 'inventory',
  version: 1,
  tables: [SupplierRow, SupplierItemRow],
  keyColumn: 'supplierId',
  key: (event) => (event.data as { supplierId: string }).supplierId,
  on: [
    on(SupplierCreated, ({ tenantId, data, revision, recordedAt }) => [
      change(SupplierRow, { tenantId, supplierId: data.supplierId }, () => ({
        ...data,
        tenantId,
        nameKey: foldedText(data.name),
        active: true,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(SupplierChanged, ({ tenantId, data: { supplierId, ...changed }, revision, recordedAt: updatedAt }) => [
      change(
        SupplierRow,
        { tenantId, supplierId },
        (row) => row && { ...row, ...changed, nameKey: foldedText(changed.name), updatedAt, revision },
      ),
    ]),
    on(SupplierItemsSet, ({ tenantId, data, revision, recordedAt: updatedAt }) => {
      const { supplierId, items, removed } = data;
      return [
        change(SupplierRow, { tenantId, supplierId }, (row) => row && { ...row, updatedAt, revision }),
        ...removed.map((itemId) => change(SupplierItemRow, { tenantId, supplierId, itemId }, () => undefined)),
        ...items.map((terms) => {
          const key = { tenantId, supplierId, itemId: terms.itemId };
          return change(SupplierItemRow, key, () => ({ ...key, ...terms }));
        }),
      ];
    }),
  ],
});
