import { on } from '#contracts/declare/on';
import { ProductStandardSet } from '#contracts/kpi/product-standard-events';
import { foldedText } from '#contracts/values/text-folding';
import { change, projection } from '#libs/projections';
import { ProductStandardRow } from './product-standard.entity';

export const productStandardProjection = projection({
  name: 'product-standard',
  service: 'kpi',
  version: 1,
  tables: [ProductStandardRow],
  keyColumn: 'standardId',
  key: (event) => (event.data as { standardId: string }).standardId,
  on: [
    on(ProductStandardSet, ({ tenantId, data: { before: _, ...set }, recordedAt }) => [
      change(ProductStandardRow, { tenantId, standardId: set.standardId }, (row) => ({
        ...set,
        productKey: foldedText(set.product),
        tenantId,
        createdAt: row?.createdAt ?? recordedAt,
        updatedAt: recordedAt,
      })),
    ]),
  ],
});
