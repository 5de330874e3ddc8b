import type { Kpi } from './kpi-words';

export const KPI_DIRECTIONS = ['higher', 'lower'] as const;
/** The better direction of a key figure. */
export type KpiDirection = (typeof KPI_DIRECTIONS)[number];

const LOWER_IS_BETTER: ReadonlySet<Kpi> = new Set<Kpi>([
  'setup_rate',
  'scrap_ratio',
  'rework_ratio',
  'ppm',
  'dpmo',
  'absenteeism',
  'bradford',
  'wip_age',
  'mttr',
]);

/** It follows from the formula. */
export function directionOf(kpi: Kpi): KpiDirection {
  return LOWER_IS_BETTER.has(kpi) ? 'lower' : 'higher';
}
