import { produced, type Entry, type Standard } from '../time/entry';
import { duration } from '../time/intervals';
import { sharedOut } from '../time/largest-remainder';
import { sharedTime } from '../time/share-time';
import type { ShiftTime } from '../time/shift-time';
import { ONE, type SumName, type Sums } from './sums';

/** A cell of the read model: what a shift of a line gave to one product and order. */
export interface Cell {
  /** null: the line's own, such as stops. */
  readonly product: string | null;
  readonly order: string | null;
  readonly sums: Sums;
}

export interface ShiftInput {
  /** Undefined: there is no plan, and nothing is known of the time. */
  readonly time: ShiftTime | undefined;
  /** No calendar tells the time: the runs of its entries do. */
  readonly inferred: boolean;
  /** Ids of stops that an earlier shift counts. */
  readonly begunBefore: ReadonlySet<string>;
  /** Of the shift: split where they ran over several. */
  readonly entries: readonly Entry[];
  /** Entries of which the output is not known yet. */
  readonly pending: number;
  readonly standards: ReadonlyMap<string, Standard>;
}

/** A thousandth is a million of the ninth place. */
const THOUSANDTH = 1_000_000n;
const HOUR_SECONDS = 3_600n;

/** A shift as sums. They add up to the shift, however they are grouped. */
export function shiftSums(input: ShiftInput): Cell[] {
  const { entries, standards, time } = input;
  const earned = entries.map((entry) => produced(entry) * (standards.get(entry.product)?.runSeconds ?? 0n));
  const shared = time && sharedTime(entries, earned, time.running);
  const used = (shared?.times ?? []).reduce((sum, each) => sum + each, 0);
  const scheduled = time && sharedOut(BigInt(time.scheduled), weightsOf(shared?.times ?? [], earned, entries));
  const own: Cell = { product: null, order: null, sums: totals(lineTotals(input, used)) };
  const cells = entries.map((entry, at): Cell => {
    const { product, order } = entry;
    const standard = standards.get(product);
    const production = milliseconds(shared?.times[at] ?? 0);
    return {
      product,
      order,
      sums: totals({
        ...outputTotals(entry),
        ...(time && { production, ...(shared?.estimated && { sharedTime: production }) }),
        ...(time && runTotals(entry, standard)),
        ...labourTotals(entry, standard, scheduled?.[at]),
      }),
    };
  });
  return [own, ...cells];
}

const milliseconds = (time: number | bigint) => BigInt(time) * THOUSANDTH;
const totals = (each: Partial<Record<SumName, bigint>>): Sums => ({ totals: each, steps: {} });

function weightsOf(times: readonly number[], earned: readonly bigint[], entries: readonly Entry[]): readonly bigint[] {
  if (times.some((time) => time > 0)) return times.map(BigInt);
  return earned.some((each) => each > 0n) ? earned : entries.map(produced);
}

/** What is of the line and not of a product; `used`: milliseconds of production time that went to products. */
function lineTotals(
  { time, pending, inferred, begunBefore }: ShiftInput,
  used: number,
): Partial<Record<SumName, bigint>> {
  const open = BigInt(pending) * ONE;
  if (!time) return { unplannedShifts: ONE, openParts: open };
  const { lost, production, minor, provisional, stops } = time;
  const breakdowns = stops.filter(({ stop }) => stop.class === 'breakdown');
  const began = breakdowns.filter(({ stop }) => !begunBefore.has(stop.id));
  const ended = (each: typeof breakdowns) => each.filter(({ stop }) => stop.to !== null);
  const endedTime = ended(breakdowns).reduce((sum, each) => sum + each.time, 0);
  return {
    planned: milliseconds(lost.planned),
    setup: milliseconds(lost.setup),
    breakdown: milliseconds(lost.breakdown),
    other: milliseconds(lost.other),
    noOrder: milliseconds(lost.no_order),
    production: milliseconds(production - used),
    minor: milliseconds(minor),
    breakdowns: BigInt(began.length) * ONE,
    endedBreakdowns: BigInt(ended(began).length) * ONE,
    endedBreakdown: milliseconds(endedTime),
    openParts: open + (provisional ? ONE : 0n),
    ...(inferred && { inferredTime: milliseconds(production) }),
  };
}

function outputTotals({ good, rework, scrap, run, ...rest }: Entry): Partial<Record<SumName, bigint>> {
  const output = { good: good * THOUSANDTH, rework: rework * THOUSANDTH, scrap: scrap * THOUSANDTH };
  if (!run || run.to === null) return output;
  const made = produced({ good, rework, scrap, ...rest });
  return {
    ...output,
    orderProduced: made * THOUSANDTH,
    orderTime: milliseconds(duration([{ from: run.from, to: run.to }])),
  };
}

function runTotals(entry: Entry, standard: Standard | undefined): Partial<Record<SumName, bigint>> {
  if (!standard) return { withoutStandard: produced(entry) * THOUSANDTH };
  const { runSeconds } = standard;
  return {
    earned: produced(entry) * runSeconds,
    earnedGood: entry.good * runSeconds,
    earnedRework: entry.rework * runSeconds,
  };
}

/** Of output whose hours are known; where only one of hours worked and scheduled is known, it stands for both. */
function labourTotals(
  entry: Entry,
  standard: Standard | undefined,
  scheduledTime: bigint | undefined,
): Partial<Record<SumName, bigint>> {
  const { people, hours } = entry;
  const planned =
    people === null || scheduledTime === undefined ? undefined : BigInt(people) * milliseconds(scheduledTime);
  const clocked = hours === null ? undefined : hours * HOUR_SECONDS * THOUSANDTH;
  const [worked, scheduled] = [clocked ?? planned, planned ?? clocked];
  if (worked === undefined || scheduled === undefined) return {};
  const labour = standard?.labourHours ?? null;
  const quantity = produced(entry);
  return {
    labourWorked: worked,
    labourScheduled: scheduled,
    ...(labour === null
      ? { withoutLabourStandard: quantity * THOUSANDTH }
      : { labourEarned: quantity * labour * HOUR_SECONDS }),
    ...((clocked === undefined || planned === undefined) && { inferredHours: worked }),
  };
}
