import { directionOf } from '#contracts/kpi/kpi-direction';
import { ImportKpiTarget } from '#contracts/kpi/import-kpi-target';
import type { TargetTerms } from '#contracts/kpi/kpi-target-events';
import { ListKpiTargets, type KpiTargetTableRow } from '#contracts/kpi/list-kpi-targets';
import { SetKpiTarget } from '#contracts/kpi/set-kpi-target';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { hasKey } from '../has-key.query';
import { inOrganization } from '../in-organization';
import { LineRow } from '../line/line.entity';
import { importedSetup } from '../upload/imported-setup';
import { importKpiTarget } from './import-kpi-target';
import { KpiTargetRow } from './kpi-target.entity';
import { kpiTargetImport } from './kpi-target.import';
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
    command(ImportKpiTarget, {
      ...inOrganization(kpiTargets),
      facts: targetFacts,
      decide: importKpiTarget,
      answer: importedSetup(({ data: { targetId, before, ...set } }) => ({
        id: targetId,
        before: before && alertTold(before),
        after: alertTold(set),
      })),
    }),
    list(ListKpiTargets, {
      entity: KpiTargetRow,
      joins: { line: { entity: LineRow, on: { lineId: 'lineId' } } },
      filters: {
        kpi: equals('kpi'),
        lineId: equals('lineId'),
        product: hasKey('productKey'),
        area: hasKey('areaKey'),
      },
      show: ({ targetId: id, tenantId: _, productKey: __, areaKey: ___, line: ____, ...row }) => ({
        id,
        ...row,
        direction: directionOf(row.kpi),
      }),
      tableRows: tableRowOf,
    }),
  ],
  projections: [kpiTargetProjection],
  imports: [kpiTargetImport],
};

function alertTold({ green, amber, alert }: TargetTerms): Omit<TargetTerms, 'alert'> & AlertCells {
  return { green, amber, alertGrain: alert?.grain ?? null, alertPeriods: alert?.periods ?? null };
}

type AlertCells = Pick<KpiTargetTableRow, 'alertGrain' | 'alertPeriods'>;

function tableRowOf(row: KpiTargetRow & { readonly line: LineRow | null }): readonly KpiTargetTableRow[] {
  const { targetId: id, kpi, line, product, area, validFrom, createdAt, updatedAt } = row;
  const direction = directionOf(kpi);
  const code = line?.code ?? null;
  return [{ id, kpi, direction, line: code, product, area, validFrom, ...alertTold(row), createdAt, updatedAt }];
}
