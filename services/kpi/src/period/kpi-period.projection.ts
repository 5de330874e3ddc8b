import { on } from '#contracts/declare/on';
import { KpiPeriodSet } from '#contracts/kpi/kpi-period-events';
import { change, projection } from '#libs/projections';
import { KpiPeriodRow } from './kpi-period.entity';

export const kpiPeriodProjection = projection({
  name: 'kpi-period',
  service: 'kpi',
  version: 2,
  tables: [KpiPeriodRow],
  keyColumn: 'periodId',
  key: (event) => (event.data as { periodId: string }).periodId,
  on: [
    on(KpiPeriodSet, ({ tenantId, data: { before: _, ...set }, recordedAt }) => [
      change(KpiPeriodRow, { tenantId, periodId: set.periodId }, (row) => ({
        ...set,
        tenantId,
        closings: [...(row?.closings ?? []), [recordedAt, set.through] as const],
        createdAt: row?.createdAt ?? recordedAt,
        updatedAt: recordedAt,
      })),
    ]),
  ],
});
