import { scaledText } from '#contracts/values/amounts';

/**
 * What figures are made of: sums that add up over lines, products, shifts and days. A read model keeps them, and never a
 * ratio. Times are in seconds.
 */
export const SUM_NAMES = [
  // The time of shifts by class; together they are the scheduled time. Minor stops are a part of production.
  'planned',
  'setup',
  'breakdown',
  'other',
  'noOrder',
  'production',
  'minor',
  // Breakdowns by the shift in which they began, and the time of those that have ended.
  'breakdowns',
  'endedBreakdowns',
  'endedBreakdown',
  // Units.
  'good',
  'rework',
  'scrap',
  // Run time by the standard of what was produced, of what was good and of rework, in shifts with a plan.
  'earned',
  'earnedGood',
  'earnedRework',
  // Units between the start and the end of runs, and the time of the clock between them.
  'orderProduced',
  'orderTime',
  // Labour by the standard, for output whose hours are known; hours worked, and scheduled for the same people.
  'labourEarned',
  'labourWorked',
  'labourScheduled',
  // Inspections: units that were looked at, each with what was found.
  'firstPassInspected',
  'firstPassGood',
  'defectiveInspected',
  'defectiveUnits',
  'opportunities',
  'defects',
  'reworked',
  'repaired',
  'scrapped',
  // Attendance without planned leave, in hours; spells and days of absence.
  'hoursScheduled',
  'hoursAbsent',
  'spells',
  'absentDays',
  // Lines of orders that were due; orders of which all lines were due.
  'due',
  'onTime',
  'justified',
  'dueOrders',
  'onTimeOrders',
  // Jobs, and their age.
  'jobs',
  'jobAge',
  // What reasons and flags come from: shifts without a plan, units without a standard or opportunities, parts that are still open; production
  // time that was shared out among products, time of shifts that only their entries tell, and hours that were inferred.
  'unplannedShifts',
  'withoutStandard',
  'withoutLabourStandard',
  'withoutOpportunities',
  'openParts',
  'sharedTime',
  'inferredTime',
  'inferredHours',
] as const;
export type SumName = (typeof SUM_NAMES)[number];

/** Of the first-pass inspections of one step. */
export interface StepSums {
  readonly inspected: bigint;
  readonly good: bigint;
}

/** Exact decimals, as whole numbers of their ninth place. A name that is absent is 0. */
export interface Sums {
  readonly totals: Readonly<Partial<Record<SumName, bigint>>>;
  readonly steps: Readonly<Record<string, StepSums>>;
}

export const SUM_PLACES = 9;
/** 1 as a sum. */
export const ONE = 10n ** BigInt(SUM_PLACES);

export const NO_SUMS: Sums = { totals: {}, steps: {} };

/** Adding is associative and commutative, and `NO_SUMS` changes nothing: parts sum to the whole, however they are split. */
export function added(one: Sums, other: Sums): Sums {
  const totals = { ...one.totals };
  for (const name of Object.keys(other.totals) as SumName[]) totals[name] = total(one, name) + total(other, name);
  const steps = { ...one.steps };
  for (const [step, { inspected, good }] of Object.entries(other.steps)) {
    const known = steps[step];
    steps[step] = known ? { inspected: known.inspected + inspected, good: known.good + good } : { inspected, good };
  }
  return { totals, steps };
}

export function sumOf(parts: Iterable<Sums>): Sums {
  let sum = NO_SUMS;
  for (const part of parts) sum = added(sum, part);
  return sum;
}

/** Sums that are not by product: how production time was shared out among them is no matter. */
export function acrossProducts({ totals: { sharedTime: _, ...totals }, steps }: Sums): Sums {
  return { totals, steps };
}

export function total({ totals }: Sums, name: SumName): bigint {
  return totals[name] ?? 0n;
}

/** The sum of several: APT + setup. */
export function totalOf(sums: Sums, names: readonly SumName[]): bigint {
  return names.reduce((sum, name) => sum + total(sums, name), 0n);
}

/** The shortest text of an exact decimal: 27000000000000n in 9 places is `27000`. */
export function exactText(units: bigint, places: number): string {
  const text = scaledText(units, places);
  return places === 0 ? text : text.replace(/\.?0+$/, '');
}
