import { on } from '#contracts/declare/on';
import { KpiAlertEnded, KpiAlertRaised } from '#contracts/kpi/kpi-alert-events';
import { change, projection } from '#libs/projections';
import { KpiAlertRow } from './kpi-alert.entity';

export const kpiAlertProjection = projection({
  name: 'kpi-alert',
  service: 'kpi',
  version: 1,
  tables: [KpiAlertRow],
  keyColumn: 'alertId',
  key: (event) => (event.data as { alertId: string }).alertId,
  on: [
    on(KpiAlertRaised, ({ tenantId, data: { told: _, asOf: __, ...data }, recordedAt: raisedAt }) => [
      change(KpiAlertRow, { tenantId, alertId: data.alertId }, () => ({ ...data, tenantId, raisedAt, endedOn: null })),
    ]),
    on(KpiAlertEnded, ({ tenantId, data: { alertId, endedOn } }) => [
      change(KpiAlertRow, { tenantId, alertId }, (row) => row && { ...row, endedOn }),
    ]),
  ],
});
