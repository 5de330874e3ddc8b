import { daysAfter } from '#contracts/values/local-date';
import { bucketOf, type Dates, type Grain } from '../figure/buckets';
import type { GroupedCell } from '../figure/figures-by';
import { NO_SUMS, ONE, added, sumOf, type StepSums, type SumName, type Sums } from '../figure/sums';

/** The inspections of one date, line, product and step, of which one number of opportunities was told. */
export interface InspectedPart {
  readonly date: string;
  readonly lineId: string | null;
  readonly product: string;
  readonly productKey: string;
  readonly step: string;
  readonly stepKey: string;
  /** Null: none was told. */
  readonly opportunities: number | null;
  /** Units in thousandths, of the inspections that counted what the name says. */
  readonly firstPassInspected: bigint;
  readonly firstPassGood: bigint;
  readonly defectiveInspected: bigint;
  readonly defectiveUnits: bigint;
  readonly defectsInspected: bigint;
  readonly defects: bigint;
  readonly reworked: bigint;
  readonly repaired: bigint;
  readonly scrapped: bigint;
}

/** A date on which the first-pass units of a product were counted at a step. */
export type CountedStep = Pick<InspectedPart, 'date' | 'productKey' | 'stepKey'>;

/** What the parts depend on beside themselves. */
export interface InspectionSetup {
  readonly period: Dates;
  readonly grain: Grain;
  /** At any line, in the period and the days of `STEP_DAYS` before it. */
  readonly counted: readonly CountedStep[];
  /** Of the product's standard, in one unit; null: it has none. */
  readonly opportunitiesOf: (part: Pick<InspectedPart, 'product' | 'lineId' | 'date'>) => number | null;
  readonly areaOf: (lineId: string | null) => string | null;
}

/** Of the ninth place. */
const THOUSANDTH = 1_000_000n;

const UNITS = [
  'firstPassInspected',
  'firstPassGood',
  'defectiveInspected',
  'defectiveUnits',
  'reworked',
  'repaired',
  'scrapped',
] as const satisfies readonly (SumName & keyof InspectedPart)[];

/** A product has the steps at which it was inspected in so many days, however short the stretch that is asked for. */
export const STEP_DAYS = 90;

/**
 * Inspections as sums. In each bucket and line a product has all its steps: one without inspections has a sum of 0, which
 * leaves the rolled yield unknown. The steps follow from the bucket's dates, so that a figure is the same in a question
 * about more of them; those of the total follow from the period.
 */
export function inspectionSums(
  parts: readonly InspectedPart[],
  setup: InspectionSetup,
): { readonly cells: readonly GroupedCell[]; readonly total: Sums } {
  const { period, grain, areaOf } = setup;
  const known = new ProductSteps(setup.counted);
  const begun = new Set<string>();
  const own = parts.map((part): Sums => ({ totals: totalsOf(part, setup), steps: firstPass(part) }));
  const cells = parts.map(({ date, lineId, product, productKey, step }, at): GroupedCell => {
    const bucket = bucketOf(date, grain, period);
    const place = JSON.stringify([bucket.from, lineId, productKey]);
    const none = noneOf(begun.has(place) ? [] : known.of(productKey, bucket));
    begun.add(place);
    return {
      date,
      group: { line: lineId, product, area: areaOf(lineId), step },
      sums: added({ totals: {}, steps: none }, own[at] ?? NO_SUMS),
    };
  });
  const products = new Set(parts.map(({ productKey }) => productKey));
  const none = noneOf([...products].flatMap((productKey) => known.of(productKey, period)));
  return { cells, total: added({ totals: {}, steps: none }, sumOf(own)) };
}

/** The dates on which each product was inspected at each step. */
class ProductSteps {
  private readonly dates = new Map<string, Map<string, string[]>>();
  private readonly found = new Map<string, readonly string[]>();

  constructor(counted: readonly CountedStep[]) {
    for (const { date, productKey, stepKey } of counted) {
      const steps = this.dates.get(productKey) ?? new Map<string, string[]>();
      this.dates.set(productKey, steps);
      const known = steps.get(stepKey);
      if (known) known.push(date);
      else steps.set(stepKey, [date]);
    }
  }

  of(productKey: string, { from, to }: Dates): readonly string[] {
    const place = JSON.stringify([productKey, from, to]);
    const found = this.found.get(place) ?? this.within(productKey, firstStepDate({ from, to }), to);
    this.found.set(place, found);
    return found;
  }

  private within(productKey: string, first: string, last: string): string[] {
    const steps = [...(this.dates.get(productKey) ?? [])];
    return steps.flatMap(([step, dates]) => (dates.some((date) => date >= first && date <= last) ? step : []));
  }
}

/** The first date of which inspections tell the steps of a stretch of dates. */
export function firstStepDate({ from, to }: Dates): string {
  const first = daysAfter(to, 1 - STEP_DAYS);
  return first < from ? first : from;
}

function noneOf(steps: Iterable<string>): Record<string, StepSums> {
  return Object.fromEntries([...steps].map((step) => [step, { inspected: 0n, good: 0n }]));
}

function firstPass({ stepKey, firstPassInspected, firstPassGood }: InspectedPart): Record<string, StepSums> {
  if (firstPassInspected === 0n) return {};
  return { [stepKey]: { inspected: firstPassInspected * THOUSANDTH, good: firstPassGood * THOUSANDTH } };
}

function totalsOf(part: InspectedPart, { opportunitiesOf }: InspectionSetup): Partial<Record<SumName, bigint>> {
  const totals: Partial<Record<SumName, bigint>> = {};
  for (const name of UNITS) totals[name] = part[name] * THOUSANDTH;
  const opportunities = part.opportunities ?? opportunitiesOf(part);
  // Without opportunities, defects are on neither side.
  if (opportunities === null) return { ...totals, withoutOpportunities: part.defectsInspected * THOUSANDTH };
  totals.defects = part.defects * ONE;
  totals.opportunities = part.defectsInspected * BigInt(opportunities) * THOUSANDTH;
  return totals;
}
