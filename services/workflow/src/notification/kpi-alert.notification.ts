import { on } from '#contracts/declare/on';
import { KpiAlertRaised } from '#contracts/kpi/kpi-alert-events';
import { notificationKind } from './notification-kind';

export const kpiAlertNotification = notificationKind({
  name: 'kpi-alert',
  description: 'A key figure misses its target for longer than was allowed',
  mail: 'at_once',
  on: [
    on(
      KpiAlertRaised,
      ({ data: { alertId, kpi, lineCode, product, area, grain, periods, from, to, told, ...figure } }) => {
        const scope = lineCode ?? product ?? area;
        const lasted = periods === 1 ? `1 ${grain}` : `${periods} ${grain}s with a figure in a row`;
        const unit = figure.unit === '1' ? '' : ` ${figure.unit}`;
        return {
          cause: alertId,
          title: `${kpi}${scope === null ? '' : ` of ${scope}`} is red: ${figure.value}${unit}`,
          text: `For ${lasted}, ${from} to ${to}. From ${figure.amber}${unit} on it would be amber.`,
          about: { type: 'kpi_alert', id: alertId },
          to: told ? { userIds: told } : { permission: 'kpi.read' },
        };
      },
    ),
  ],
});
