import type { SelectQueryBuilder } from 'typeorm';
import { LISTED } from '#libs/read-models';
import type { KpiAlertRow } from './kpi-alert.entity';

/** Alerts whose breach lasts, or those whose breach has ended. */
export function isOpenAlert(query: SelectQueryBuilder<KpiAlertRow>, open: boolean): void {
  query.andWhere(`${LISTED}.endedOn IS ${open ? '' : 'NOT '}NULL`);
}
