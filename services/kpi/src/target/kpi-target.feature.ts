import { directionOf } from '#contracts/kpi/kpi-direction';
import { ListKpiTargets } from '#contracts/kpi/list-kpi-targets';
import { SetKpiTarget } from '#contracts/kpi/set-kpi-target';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { hasKey } from '../has-key.query';
import { inOrganization } from '../in-organization';
import { KpiTargetRow } from './kpi-target.entity';
import { kpiTargetProjection } from './kpi-target.projection';
import { kpiTargets, targetIn } from './kpi-targets';
import { setKpiTarget } from './set-kpi-target';
import { targetFacts } from './target-facts.provider';

export const kpiTargetFeature: Feature = {
  wirings: [
    command(SetKpiTarget, {
      ...inOrganization(kpiTargets),
      thing: targetIn,
      facts: targetFacts,
      decide: setKpiTarget,
    }),
    list(ListKpiTargets, {
      entity: KpiTargetRow,
      filters: {
        kpi: equals('kpi'),
        lineId: equals('lineId'),
        product: hasKey('productKey'),
        area: hasKey('areaKey'),
      },
      show: ({ targetId: id, tenantId: _, productKey: __, areaKey: ___, ...row }) => ({
        id,
        ...row,
        direction: directionOf(row.kpi),
      }),
    }),
  ],
  projections: [kpiTargetProjection],
};
