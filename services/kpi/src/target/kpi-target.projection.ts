import { on } from '#contracts/declare/on';
import { KpiTargetSet } from '#contracts/kpi/kpi-target-events';
import { foldedText } from '#contracts/values/text-folding';
import { change, projection } from '#libs/projections';
import { KpiTargetRow } from './kpi-target.entity';

export const kpiTargetProjection = projection({
  name: 'kpi-target',
  service: 'kpi',
  version: 2,
  tables: [KpiTargetRow],
  keyColumn: 'targetId',
  key: (event) => (event.data as { targetId: string }).targetId,
  on: [
    on(KpiTargetSet, ({ tenantId, data: { before: _, ...set }, recordedAt }) => [
      change(KpiTargetRow, { tenantId, targetId: set.targetId }, (row) => ({
        ...set,
        productKey: set.product === null ? null : foldedText(set.product),
        areaKey: set.area === null ? null : foldedText(set.area),
        tenantId,
        createdAt: row?.createdAt ?? recordedAt,
        updatedAt: recordedAt,
      })),
    ]),
  ],
});
