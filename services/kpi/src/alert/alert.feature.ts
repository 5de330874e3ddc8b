import { JudgeTargets } from '#contracts/kpi/judge-targets';
import { ListKpiAlerts } from '#contracts/kpi/list-kpi-alerts';
import { equals } from '#libs/read-models';
import { handler, list, type Feature } from '#libs/runtime';
import type { KpiParts } from '../kpi.provider';
import { FIGURE_READS } from '../kpis/kpis.feature';
import { judgeTargets } from './judge-targets.handler';
import { judgeTargetsJob } from './judge-targets.job';
import { KpiAlertRow } from './kpi-alert.entity';
import { kpiAlertProjection } from './kpi-alert.projection';
import { isOpenAlert } from './kpi-alert.query';
import { organizations } from './organizations.entity';

export const alertFeature: Feature<KpiParts> = {
  wirings: [
    handler(JudgeTargets, judgeTargets, { reads: [...FIGURE_READS, kpiAlertProjection] }),
    list(ListKpiAlerts, {
      entity: KpiAlertRow,
      filters: { kpi: equals('kpi'), lineId: equals('lineId'), open: isOpenAlert },
      show: ({ alertId: id, tenantId: _, ...row }) => ({ id, ...row }),
    }),
  ],
  projections: [kpiAlertProjection],
  directories: [organizations],
  schedules: [judgeTargetsJob],
};
