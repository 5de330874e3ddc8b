import { IsNull, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import type { AlertedFigure } from '#contracts/kpi/kpi-alert-events';
import { LISTED } from '#libs/read-models';
import { KpiAlertRow } from './kpi-alert.entity';
import { figurePlace } from './watched-targets';

/** Alerts whose breach lasts, or those whose breach has ended. */
export function isOpenAlert(query: SelectQueryBuilder<KpiAlertRow>, open: boolean): void {
  query.andWhere(`${LISTED}.endedOn IS ${open ? '' : 'NOT '}NULL`);
}

/** The figures with an alert whose breach lasts. */
export async function alertedFigures(
  rows: EntityManager,
  tenantId: string,
): Promise<{ readonly place: string; readonly figure: AlertedFigure }[]> {
  const open = await rows.findBy(KpiAlertRow, { tenantId, endedOn: IsNull() });
  return open.map(({ kpi, lineId, lineCode, product, area }) => ({
    place: figurePlace(kpi, { lineId, product, area }),
    figure: { kpi, lineId, lineCode, product, area },
  }));
}
