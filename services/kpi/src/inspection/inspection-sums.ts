import type { GroupedCell } from '../figure/figures-by';
import { ONE, type StepSums, type SumName } from '../figure/sums';

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

/** What the parts depend on beside themselves. */
export interface InspectionSetup {
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

/**
 * Inspections as sums. On each date and line a product has all steps at which the period knows its first-pass units: one
 * without inspections there has a sum of 0, which leaves the rolled yield unknown.
 */
export function inspectionCells(parts: readonly InspectedPart[], setup: InspectionSetup): GroupedCell[] {
  const products = spellings(parts, ({ productKey, product }) => [productKey, product]);
  const steps = spellings(parts, ({ stepKey, step }) => [stepKey, step]);
  const known = stepsOfProducts(parts, steps);
  const begun = new Set<string>();
  return parts.map((part) => {
    const { date, lineId, productKey, stepKey } = part;
    const place = JSON.stringify([date, lineId, productKey]);
    const all = begun.has(place) ? [] : (known.get(productKey) ?? []);
    begun.add(place);
    const step = steps.get(stepKey) ?? part.step;
    return {
      date,
      group: { line: lineId, product: products.get(productKey) ?? part.product, area: setup.areaOf(lineId), step },
      sums: { totals: totalsOf(part, setup), steps: { ...noneOf(all), ...firstPass(part, step) } },
    };
  });
}

/** One spelling of each, whatever the order of the parts. */
function spellings(
  parts: readonly InspectedPart[],
  spelled: (part: InspectedPart) => readonly [key: string, text: string],
): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, text] of parts.map(spelled)) {
    const known = found.get(key);
    if (known === undefined || text < known) found.set(key, text);
  }
  return found;
}

function stepsOfProducts(
  parts: readonly InspectedPart[],
  steps: ReadonlyMap<string, string>,
): Map<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { productKey, stepKey, step, firstPassInspected } of parts) {
    if (firstPassInspected === 0n) continue;
    const known = found.get(productKey) ?? new Set<string>();
    found.set(productKey, known.add(steps.get(stepKey) ?? step));
  }
  return found;
}

function noneOf(steps: Iterable<string>): Record<string, StepSums> {
  return Object.fromEntries([...steps].map((step) => [step, { inspected: 0n, good: 0n }]));
}

function firstPass({ firstPassInspected, firstPassGood }: InspectedPart, step: string): Record<string, StepSums> {
  if (firstPassInspected === 0n) return {};
  return { [step]: { inspected: firstPassInspected * THOUSANDTH, good: firstPassGood * THOUSANDTH } };
}

function totalsOf(part: InspectedPart, { opportunitiesOf }: InspectionSetup): Partial<Record<SumName, bigint>> {
  const totals: Partial<Record<SumName, bigint>> = {};
  for (const name of UNITS) totals[name] = part[name] * THOUSANDTH;
  const opportunities = part.opportunities ?? opportunitiesOf(part);
  // Without opportunities, defects are on neither side.
  if (opportunities === null) return totals;
  totals.defects = part.defects * ONE;
  totals.opportunities = part.defectsInspected * BigInt(opportunities) * THOUSANDTH;
  return totals;
}
