import type { Entry } from './entry';
import { duration, intersection, union, type Interval } from './intervals';
import { sharedOut } from './largest-remainder';

/** Of what a shift gave, by entry. */
export interface Share {
  readonly product: string;
  /** Milliseconds of production time in its own run; null where the runs do not tell. */
  readonly ownTime: number | null;
  /** Units, in any one scale. */
  readonly produced: bigint;
  /** Seconds by the standard, in any one scale. */
  readonly earned: bigint;
}

export interface SharedTime {
  /** Milliseconds of production time of each, in their order. */
  readonly times: readonly number[];
  /** The times were inferred from what was earned. */
  readonly estimated: boolean;
}

/**
 * The production time of a shift by entry. A single product has all of it. Where the runs tell, each has its own time, and
 * what is left is nobody's. Otherwise it is shared out by earned time, or by quantity where nothing is earned.
 */
export function sharedTime(shares: readonly Share[], production: number): SharedTime {
  const products = new Set(shares.map(({ product }) => product));
  const own = shares.map(({ ownTime }) => ownTime);
  if (products.size > 1 && own.every((time) => time !== null)) return { times: own, estimated: false };
  const weights = weightsOf(shares);
  if (products.size > 1 && weights.every((each) => each === 0n)) return { times: shares.map(() => 0), estimated: true };
  return { times: sharedOut(BigInt(production), weights).map(Number), estimated: products.size > 1 };
}

/** What time is shared out by, where nothing better is known. */
export function weightsOf(shares: readonly Share[]): readonly bigint[] {
  return shares.some(({ earned }) => earned > 0n)
    ? shares.map(({ earned }) => earned)
    : shares.map(({ produced }) => produced);
}

/** The production time in each entry's run; null for all where one has no run, or two overlap. */
export function ownTimes(entries: readonly Entry[], running: readonly Interval[]): readonly (number | null)[] {
  const runs = entries.map(({ run }) => (run && run.to !== null ? { from: run.from, to: run.to } : undefined));
  if (!runs.every((run) => run !== undefined)) return entries.map(() => null);
  const times = runs.map((run) => duration(intersection(union([run]), running)));
  const together = duration(intersection(union(runs), running));
  return together === times.reduce((sum, time) => sum + time, 0) ? times : entries.map(() => null);
}
