import type { Kpi, KpiFlag, KpiReason, KpiUnit } from '#contracts/kpi/kpi-words';
import { currentFormula } from '../formula/formulas';
import type { KpiValue } from './report-figures';

const UNITS: Readonly<Record<KpiUnit, string>> = {
  '%': ' %',
  '1/h': ' per h',
  ppm: ' ppm',
  sigma: ' σ',
  '1': '',
  d: ' d',
  h: ' h',
};

const REASONS: Readonly<Record<KpiReason, string>> = {
  NO_PLAN: 'no shift calendar',
  NO_TIME: 'no planned time',
  NO_STANDARD: 'no standard',
  NO_OUTPUT: 'no output',
  NO_INSPECTION: 'no inspection',
  NO_OPPORTUNITIES: 'no opportunities known',
  STEP_MISSING: 'a step without inspections',
  OUT_OF_RANGE: 'out of range',
  NO_REPAIR: 'nothing to repair',
  NO_HOURS: 'no hours',
  NONE_DUE: 'nothing was due',
  NO_JOB: 'no job',
  NO_FAILURES: 'no breakdown',
  TOO_FEW_PEOPLE: 'too few people to tell',
};

const FLAGS: Readonly<Record<KpiFlag, string>> = {
  STANDARD_SUSPECT: 'standard suspect',
  CAPPED: 'capped',
  ABOVE_MILLION: 'above a million',
  BELOW_ZERO: 'below zero',
  provisional: 'provisional',
  estimated: 'estimated',
};

/** `76.76 %`, or why there is none. The value is the text of the figure itself. */
export function figureText({ value, unit, reason }: Pick<KpiValue, 'value' | 'unit' | 'reason'>): string {
  return value === null ? `none (${reasonText(reason)})` : `${value}${UNITS[unit]}`;
}

/** As it follows a value of the figure: ` %`. */
export const unitText = (kpi: Kpi) => UNITS[currentFormula(kpi).unit];

export const reasonText = (reason: KpiReason | null) => (reason === null ? 'no data' : REASONS[reason]);

/** With its status and its marks: `76.76 % (red, provisional)`. */
export function cellText(figure: KpiValue): string {
  const marks = [...(figure.status === null ? [] : [figure.status]), ...figure.flags.map((flag) => FLAGS[flag])];
  return marks.length === 0 ? figureText(figure) : `${figureText(figure)} (${marks.join(', ')})`;
}
