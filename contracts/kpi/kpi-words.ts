/** The closed sets of words in which key figures are told. */

/** In the order in which overlapping stops take a minute: the first one that covers it. */
export const STOP_CLASSES = ['planned', 'setup', 'breakdown', 'other', 'no_order', 'minor'] as const;
export type StopClass = (typeof STOP_CLASSES)[number];

export const KPIS = [
  'availability',
  'effectiveness',
  'quality_ratio',
  'oee',
  'oee_uncapped',
  'nee',
  'technical_efficiency',
  'setup_rate',
  'throughput',
  'scrap_ratio',
  'rework_ratio',
  'final_yield',
  'first_pass_yield',
  'rolled_yield',
  'ppm',
  'dpmo',
  'sigma',
  'recovery',
  'labour_efficiency',
  'labour_efficiency_scheduled',
  'absenteeism',
  'bradford',
  'otd_gross',
  'otd_net',
  'otd_true',
  'wip_age',
  'mtbf',
  'mttr',
] as const;
export type Kpi = (typeof KPIS)[number];

/** Percent, per hour, per million, standard deviations, a number without a unit, days, hours. */
export const KPI_UNITS = ['%', '1/h', 'ppm', 'sigma', '1', 'd', 'h'] as const;
export type KpiUnit = (typeof KPI_UNITS)[number];

/** The reason for a figure that is null. */
export const KPI_REASONS = [
  'NO_PLAN',
  'NO_TIME',
  'NO_STANDARD',
  'NO_OUTPUT',
  'NO_INSPECTION',
  'NO_OPPORTUNITIES',
  'STEP_MISSING',
  'OUT_OF_RANGE',
  'NO_REPAIR',
  'NO_HOURS',
  'NONE_DUE',
  'NO_JOB',
  'NO_FAILURES',
  // The figure is withheld: it would tell of few persons.
  'TOO_FEW_PEOPLE',
] as const;
export type KpiReason = (typeof KPI_REASONS)[number];

/** `NO_BASE`: the figure that it is compared with is 0. */
export const KPI_CHANGE_REASONS = [...KPI_REASONS, 'NO_BASE'] as const;
export type KpiChangeReason = (typeof KPI_CHANGE_REASONS)[number];

/** Warnings that a figure carries, such as that it is provisional or was capped. */
export const KPI_FLAGS = [
  'STANDARD_SUSPECT',
  'CAPPED',
  'ABOVE_MILLION',
  'BELOW_ZERO',
  'provisional',
  'estimated',
] as const;
export type KpiFlag = (typeof KPI_FLAGS)[number];

export const KPI_GROUPINGS = ['line', 'product', 'shift', 'area', 'step', 'order', 'job', 'employee'] as const;
export type KpiGrouping = (typeof KPI_GROUPINGS)[number];

/** From the scheduled time down to the time that made good units. `speed` may be negative: faster than the standard. */
export const KPI_LOSSES = [
  'planned',
  'setup',
  'breakdown',
  'other',
  'no_order',
  'speed',
  'scrap',
  'rework',
  'good',
] as const;
export type KpiLoss = (typeof KPI_LOSSES)[number];

/** Kinds of data that can be missing in a shift, so that its figures are not complete. */
export const KPI_MISSING = [
  'plan',
  'entries',
  'entries_beside_stops',
  'pending_entry',
  'open_stop',
  'unlabelled_stop',
  'standard',
  'labour_standard',
  'attendance',
  'changed_after_closing',
  'setup_changed_after_closing',
  'inspections_changed_after_closing',
  'attendance_changed_after_closing',
  'deliveries_changed_after_closing',
  'jobs_changed_after_closing',
] as const;
export type KpiMissing = (typeof KPI_MISSING)[number];
