import type { KpiFlag, KpiReason, KpiUnit } from '#contracts/kpi/kpi-words';
import { scaledText } from '#contracts/values/amounts';
import { rounded, type Fraction } from '#contracts/values/fraction';
import type { Formula, Ratio } from '../formula/formula';
import { upperQuantile } from './normal-quantile';
import { ONE, SUM_PLACES, exactText, total, totalOf, type SumName, type Sums } from './sums';

/** A figure as every screen, list, file and mail shows it. */
export interface Figure {
  /** Rounded half-up to 2 places, once; null with a reason. */
  readonly value: string | null;
  readonly unit: KpiUnit;
  readonly reason: KpiReason | null;
  readonly flags: readonly KpiFlag[];
  /** Exact, in the formula's own words; where each factor is capped, before it was. Times are in seconds. Null: withheld. */
  readonly numerator: string | null;
  readonly denominator: string | null;
}

/** The one way from sums to a figure. */
export function figureOf(formula: Formula, sums: Sums): Figure {
  const reason = formula.edges.find(({ when }) => when(sums))?.reason ?? null;
  const parts = partsOf(formula, sums);
  const value = reason === null ? roundedValue(formula, sums, parts) : null;
  const flags = formula.warnings.filter(({ when }) => when(sums)).map(({ flag }) => flag);
  if (value?.startsWith('-')) flags.push('BELOW_ZERO');
  return {
    value,
    unit: formula.unit,
    reason,
    flags: [...new Set(reason === null ? flags : flags.filter(isAboutInputs))],
    numerator: exactText(parts.numerator, parts.places),
    denominator: exactText(parts.denominator, parts.places),
  };
}

/** In place of a figure that would tell of few persons. */
export function withheldFigure({ unit }: Formula): Figure {
  return { value: null, unit, reason: 'TOO_FEW_PEOPLE', flags: [], numerator: null, denominator: null };
}

const isAboutInputs = (flag: KpiFlag) => flag === 'provisional' || flag === 'estimated';

const VALUE_PLACES = 2;

/** A figure of 1 as it is shown in the unit: 100 %, 3600 of a second for an hour. */
const IN_UNIT: Readonly<Record<KpiUnit, Fraction>> = {
  '%': { numerator: 100n, denominator: 1n },
  '1/h': { numerator: 3_600n, denominator: 1n },
  ppm: { numerator: 1_000_000n, denominator: 1n },
  sigma: { numerator: 1n, denominator: 1n },
  '1': { numerator: 1n, denominator: 1n },
  d: { numerator: 1n, denominator: 86_400n },
  h: { numerator: 1n, denominator: 3_600n },
};

/** Whole numbers of the last of `places`. */
interface Parts extends Fraction {
  readonly places: number;
}

function partsOf({ making }: Formula, sums: Sums): Parts {
  switch (making.kind) {
    case 'ratio':
    case 'sigma':
      return product([making.ratio], sums);
    case 'product':
      return product(making.factors, sums);
    case 'steps':
      return rolled(sums);
    case 'spells': {
      const spells = total(sums, 'spells');
      return {
        numerator: (spells * spells * total(sums, 'absentDays')) / (ONE * ONE),
        denominator: ONE,
        places: SUM_PLACES,
      };
    }
  }
}

function roundedValue({ making, unit }: Formula, sums: Sums, parts: Parts): string {
  if (making.kind === 'sigma') return scaledText(sigma(parts), VALUE_PLACES);
  const exact =
    making.kind === 'product' && making.capped ? product(making.factors.filter(isBelowOne(sums)), sums) : parts;
  // Nothing was produced in time that there was: of no output, no factor is known, and their product is 0.
  if (exact.numerator === 0n) return scaledText(0n, VALUE_PLACES);
  const { numerator, denominator } = IN_UNIT[unit];
  const hundredth = 10n ** BigInt(VALUE_PLACES);
  return scaledText(rounded(exact.numerator * numerator * hundredth, exact.denominator * denominator), VALUE_PLACES);
}

const isBelowOne =
  (sums: Sums) =>
  ({ numerator, denominator }: Ratio) =>
    totalOf(sums, numerator) <= totalOf(sums, denominator);

/** Exact: a sum that is both a numerator and a denominator cancels, also where it is 0. */
function product(factors: readonly Ratio[], sums: Sums): Parts {
  const denominators = factors.map(({ denominator }) => denominator);
  const numerators = factors.flatMap(({ numerator }) => {
    const same = denominators.findIndex((denominator) => isSame(denominator, numerator));
    if (same === -1) return [numerator];
    denominators.splice(same, 1);
    return [];
  });
  const multiplied = (terms: readonly (readonly SumName[])[]) =>
    terms.reduce((all, names) => all * totalOf(sums, names), 1n);
  return {
    numerator: multiplied(numerators),
    denominator: multiplied(denominators),
    places: SUM_PLACES * numerators.length,
  };
}

const isSame = (one: readonly SumName[], other: readonly SumName[]) =>
  one.length === other.length && one.every((name, at) => name === other[at]);

function rolled({ steps }: Sums): Parts {
  const each = Object.values(steps);
  return {
    numerator: each.reduce((all, { good }) => all * good, 1n),
    denominator: each.reduce((all, { inspected }) => all * inspected, 1n),
    places: SUM_PLACES * each.length,
  };
}

const SIGMA_SHIFT = 1.5;
/** Far more than the quantile's own accuracy leaves, far fewer than a double holds. */
const SIGMA_PLACES = 1e12;

/** In hundredths. Of the two tails the smaller one is taken: it loses no digits. */
function sigma({ numerator, denominator }: Parts): bigint {
  const rest = denominator - numerator;
  const z =
    numerator <= rest ? upperQuantile(ratioOf(numerator, denominator)) : -upperQuantile(ratioOf(rest, denominator));
  return rounded(BigInt(Math.round((z + SIGMA_SHIFT) * SIGMA_PLACES)) * 100n, BigInt(SIGMA_PLACES));
}

/** The nearest double of a ratio, but for its last bit. */
function ratioOf(numerator: bigint, denominator: bigint): number {
  const shift = Math.max(0, denominator.toString(2).length - numerator.toString(2).length + 60);
  return Number((numerator << BigInt(shift)) / denominator) / 2 ** shift;
}
