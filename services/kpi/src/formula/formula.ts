import type { Kpi, KpiFlag, KpiGrouping, KpiReason, KpiUnit } from '#contracts/kpi/kpi-words';
import type { Sums, SumName } from '../figure/sums';

/** A sum of sums over a sum of sums. */
export interface Ratio {
  readonly numerator: readonly SumName[];
  readonly denominator: readonly SumName[];
}

/**
 * - `ratio`: numerator / denominator, in the unit.
 * - `product`: of ratios, each exact. `capped`: each at 1.
 * - `steps`: the product of the first-pass yields of all steps.
 * - `sigma`: the quantile of the normal distribution of what is not a defect, plus 1.5.
 * - `spells`: spells² · days.
 */
export type Making =
  | { readonly kind: 'ratio'; readonly ratio: Ratio }
  | { readonly kind: 'product'; readonly factors: readonly Ratio[]; readonly capped?: true }
  | { readonly kind: 'steps' }
  | { readonly kind: 'sigma'; readonly ratio: Ratio }
  | { readonly kind: 'spells' };

export interface Edge {
  readonly reason: KpiReason;
  readonly when: (sums: Sums) => boolean;
}

export interface Warning {
  readonly flag: KpiFlag;
  readonly when: (sums: Sums) => boolean;
}

/** One version of a key figure. A version that was used is never changed: a new one takes its place. */
export interface Formula {
  readonly id: Kpi;
  readonly version: number;
  readonly name: string;
  readonly unit: KpiUnit;
  /** Of the numerator and the denominator, in words. */
  readonly words: { readonly numerator: string; readonly denominator: string; readonly rule: string };
  /** The standard whose definition it is, or null. */
  readonly standard: string | null;
  readonly making: Making;
  /** The first that holds makes the figure null. */
  readonly edges: readonly Edge[];
  readonly warnings: readonly Warning[];
  readonly groupings: readonly KpiGrouping[];
}

export const formulaName = ({ id, version }: Pick<Formula, 'id' | 'version'>): string => `${id}@${version}`;
