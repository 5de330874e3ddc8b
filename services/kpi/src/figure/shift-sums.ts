import { produced, type Standard } from '../time/entry';
import { sharedOut } from '../time/largest-remainder';
import { sharedTime, weightsOf, type Share } from '../time/share-time';
import type { OutputFacts, ShiftFacts } from './shift-facts';
import { ONE, type SumName, type Sums } from './sums';

/** What a shift of a line gave to one product and order. */
export interface Cell {
  /** null: the line's own, such as stops. */
  readonly product: string | null;
  readonly order: string | null;
  readonly sums: Sums;
}

type Totals = Partial<Record<SumName, bigint>>;

/** Of the ninth place. */
const THOUSANDTH = 1_000_000n;
const HOUR_SECONDS = 3_600n;

/** A shift as sums, by the standards of its business date. They add up to the shift, however they are grouped. */
export function shiftSums(facts: ShiftFacts, standards: ReadonlyMap<string, Standard>): Cell[] {
  const { time, outputs } = facts;
  const shares = outputs.map((output): Share => {
    const runSeconds = standards.get(output.product)?.runSeconds ?? 0n;
    return { ...output, produced: produced(output), earned: produced(output) * runSeconds };
  });
  const { times, estimated } = time ? sharedTime(shares, time.production) : NO_TIMES;
  const scheduled = time && sharedOut(BigInt(time.scheduled), labourWeights(times, shares));
  const cells = outputs.map((output, at): Cell => {
    const standard = standards.get(output.product);
    const production = milliseconds(times[at] ?? 0);
    const ofTime = time && {
      production,
      ...(estimated && { sharedTime: production }),
      ...runTotals(output, standard),
    };
    return cell(output, { ...outputTotals(output), ...ofTime, ...labourTotals(output, standard, scheduled?.[at]) });
  });
  const used = times.reduce((sum, each) => sum + each, 0);
  return [cell({ product: null, order: null }, lineTotals(facts, used)), ...cells];
}

const NO_TIMES = { times: [], estimated: false };

function cell({ product, order }: Pick<Cell, 'product' | 'order'>, totals: Totals): Cell {
  return { product, order, sums: { totals, steps: {} } };
}

const milliseconds = (time: number | bigint) => BigInt(time) * THOUSANDTH;
const counted = (number: number) => BigInt(number) * ONE;

function labourWeights(times: readonly number[], shares: readonly Share[]): readonly bigint[] {
  return times.some((time) => time > 0) ? times.map(BigInt) : weightsOf(shares);
}

/** What is of the line and not of a product; `used`: milliseconds of production time that went to products. */
function lineTotals({ time, inferred, openParts }: ShiftFacts, used: number): Totals {
  if (!time) return { unplannedShifts: ONE, openParts: counted(openParts) };
  const { lost, production } = time;
  return {
    planned: milliseconds(lost.planned),
    setup: milliseconds(lost.setup),
    breakdown: milliseconds(lost.breakdown),
    other: milliseconds(lost.other),
    noOrder: milliseconds(lost.no_order),
    production: milliseconds(production - used),
    minor: milliseconds(time.minor),
    breakdowns: counted(time.breakdowns),
    endedBreakdowns: counted(time.endedBreakdowns),
    endedBreakdown: milliseconds(time.endedBreakdownTime),
    openParts: counted(openParts),
    ...(inferred && { inferredTime: milliseconds(production) }),
  };
}

function outputTotals(output: OutputFacts): Totals {
  const { good, rework, scrap, runTime } = output;
  return {
    good: good * THOUSANDTH,
    rework: rework * THOUSANDTH,
    scrap: scrap * THOUSANDTH,
    ...(runTime !== null && { orderProduced: produced(output) * THOUSANDTH, orderTime: milliseconds(runTime) }),
  };
}

function runTotals(output: OutputFacts, standard: Standard | undefined): Totals {
  if (!standard) return { withoutStandard: produced(output) * THOUSANDTH };
  const { runSeconds } = standard;
  return {
    earned: produced(output) * runSeconds,
    earnedGood: output.good * runSeconds,
    earnedRework: output.rework * runSeconds,
  };
}

/** Of output whose hours are known; where only one of hours worked and scheduled is known, it stands for both. */
function labourTotals(output: OutputFacts, standard: Standard | undefined, scheduledTime: bigint | undefined): Totals {
  const { people, hours } = output;
  const planned =
    people === null || scheduledTime === undefined ? undefined : BigInt(people) * milliseconds(scheduledTime);
  const clocked = hours === null ? undefined : hours * HOUR_SECONDS * THOUSANDTH;
  const [worked, scheduled] = [clocked ?? planned, planned ?? clocked];
  if (worked === undefined || scheduled === undefined) return {};
  const labour = standard?.labourHours ?? null;
  const quantity = produced(output);
  return {
    labourWorked: worked,
    labourScheduled: scheduled,
    ...(labour === null
      ? { withoutLabourStandard: quantity * THOUSANDTH }
      : { labourEarned: quantity * labour * HOUR_SECONDS }),
    ...((clocked === undefined || planned === undefined) && { inferredHours: worked }),
  };
}
