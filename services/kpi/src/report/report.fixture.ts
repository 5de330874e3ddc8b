import type { Kpi, KpiReason } from '#contracts/kpi/kpi-words';
import { currentFormula } from '../formula/formulas';
import { formulaName } from '../formula/formula';
import type { KpiAnswer, KpiGroup, KpiValue } from './report-figures';

/** Made-up figures, for specs of what is shown of them. */
export function kpiValue(kpi: Kpi, value: string | null, more: Partial<KpiValue> = {}): KpiValue {
  const formula = currentFormula(kpi);
  const reason: KpiReason | null = value === null ? 'NO_PLAN' : null;
  return {
    kpi,
    formula: formulaName(formula),
    value,
    unit: formula.unit,
    reason,
    flags: [],
    numerator: '378',
    denominator: '420',
    target: null,
    status: null,
    ...more,
  };
}

/** A row of figures on a date. */
export const row = (from: string, group: KpiGroup, ...values: readonly KpiValue[]) => ({
  from,
  to: from,
  group,
  values,
});

/** A date that has a figure of each kind, and nothing before it. */
export function dayAnswer(
  date: string,
  kpis: readonly Kpi[],
  lines: readonly { id: string; code: string }[],
): {
  readonly table: KpiAnswer;
  readonly trend: KpiAnswer;
} {
  const values = kpis.map((kpi) => kpiValue(kpi, '81.11'));
  const items = lines.map(({ id, code }) => row(date, { lineId: id, lineCode: code }, ...values));
  return { table: { items, totals: values }, trend: { items: [row(date, {}, ...values)], totals: values } };
}
