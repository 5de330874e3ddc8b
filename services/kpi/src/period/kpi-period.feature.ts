import { ListKpiPeriods } from '#contracts/kpi/list-kpi-periods';
import { SetKpiPeriod } from '#contracts/kpi/set-kpi-period';
import { command, list, type Feature } from '#libs/runtime';
import { inOrganization } from '../in-organization';
import { KpiPeriodRow } from './kpi-period.entity';
import { kpiPeriodProjection } from './kpi-period.projection';
import { kpiPeriods, periodIn } from './kpi-periods';
import { periodFacts } from './period-facts.provider';
import { setKpiPeriod } from './set-kpi-period';

export const kpiPeriodFeature: Feature = {
  wirings: [
    command(SetKpiPeriod, {
      ...inOrganization(kpiPeriods),
      thing: (state, { lineId }) => periodIn(state, lineId),
      facts: periodFacts,
      decide: setKpiPeriod,
    }),
    list(ListKpiPeriods, {
      entity: KpiPeriodRow,
      filters: {},
      show: ({ periodId: id, tenantId: _, closings: _closings, ...row }) => ({ id, ...row }),
    }),
  ],
  projections: [kpiPeriodProjection],
};
