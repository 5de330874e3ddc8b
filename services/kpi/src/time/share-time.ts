import { produced, type Entry } from './entry';
import { duration, intersection, union, type Interval } from './intervals';
import { sharedOut } from './largest-remainder';

export interface SharedTime {
  /** Milliseconds of production time of each entry, in their order. */
  readonly times: readonly number[];
  /** The times were inferred from what the entries earned. */
  readonly estimated: boolean;
}

/**
 * The production time of a shift by entry. A single product has all of it. Where every entry has its run, and no two
 * products ran at once, each has its own time, and what is left is nobody's. Otherwise it is shared out by earned time, or
 * by quantity where nothing is earned.
 *
 * @param earned Seconds that each entry earned, in any one scale.
 */
export function sharedTime(
  entries: readonly Entry[],
  earned: readonly bigint[],
  running: readonly Interval[],
): SharedTime {
  const whole = duration(running);
  const products = new Set(entries.map(({ product }) => product));
  const own = products.size > 1 ? ownTimes(entries, running) : undefined;
  if (own) return { times: own, estimated: false };
  const weights = earned.some((each) => each > 0n) ? earned : entries.map(produced);
  const isEmpty = weights.every((each) => each === 0n);
  const times = isEmpty && products.size > 1 ? entries.map(() => 0) : sharedOut(BigInt(whole), weights).map(Number);
  return { times, estimated: products.size > 1 };
}

/** Undefined where an entry has no run, or two overlap. */
function ownTimes(entries: readonly Entry[], running: readonly Interval[]): number[] | undefined {
  const runs = entries.map(({ run }) => (run && run.to !== null ? { from: run.from, to: run.to } : undefined));
  if (!runs.every((run) => run !== undefined)) return undefined;
  const times = runs.map((run) => duration(intersection(union([run]), running)));
  const together = duration(intersection(union(runs), running));
  return together === times.reduce((sum, time) => sum + time, 0) ? times : undefined;
}
