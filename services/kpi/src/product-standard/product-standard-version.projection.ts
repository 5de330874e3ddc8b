import { on } from '#contracts/declare/on';
import { ProductStandardSet } from '#contracts/kpi/product-standard-events';
import { change, projection } from '#libs/projections';
import { ProductStandardVersionRow } from './product-standard-version.entity';

export const productStandardVersionProjection = projection({
  name: 'product-standard-version',
  service: 'kpi',
  version: 1,
  tables: [ProductStandardVersionRow],
  keyColumn: 'standardId',
  key: (event) => (event.data as { standardId: string }).standardId,
  on: [
    on(ProductStandardSet, ({ tenantId, data: { before: _, ...set }, revision, recordedAt }) => [
      change(ProductStandardVersionRow, { tenantId, standardId: set.standardId, revision }, () => ({
        ...set,
        tenantId,
        revision,
        recordedAt,
      })),
    ]),
  ],
});
