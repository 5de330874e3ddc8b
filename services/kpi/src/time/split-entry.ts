import type { Entry } from './entry';
import { duration, intersection, union, type Interval } from './intervals';
import { sharedOut } from './largest-remainder';
import type { ShiftTime } from './shift-time';

const WHOLE_UNIT = 1_000n;

/**
 * The parts of an entry, one for each of the shifts that its run touches, by its net run time in each; by the time of the clock where the
 * line stood all the while. Pieces stay whole. The parts sum to the entry, and their runs are within the shifts.
 */
export function splitEntry(
  entry: Entry,
  run: Interval,
  shifts: readonly Pick<ShiftTime, 'elapsed' | 'running'>[],
): Entry[] {
  if (shifts.length === 0) return [];
  const within = shifts.map(({ elapsed }) => clipped(run, elapsed));
  const net = shifts.map(({ running }) => duration(intersection(union([run]), running)));
  const times = net.some((time) => time > 0) ? net : within.map((each) => duration([each]));
  const weights = times.map(BigInt);
  const split = (quantity: bigint) => sharedOut(quantity, weights, quantity % WHOLE_UNIT === 0n ? WHOLE_UNIT : 1n);
  const [good, rework, scrap] = [split(entry.good), split(entry.rework), split(entry.scrap)];
  const hours = entry.hours === null ? null : sharedOut(entry.hours, weights);
  return within.map((part, at) => ({
    ...entry,
    run: part,
    good: good[at] as bigint,
    rework: rework[at] as bigint,
    scrap: scrap[at] as bigint,
    hours: hours && (hours[at] as bigint),
  }));
}

function clipped({ from, to }: Interval, within: Interval): Interval {
  const start = Math.min(Math.max(from, within.from), within.to);
  return { from: start, to: Math.max(start, Math.min(to, within.to)) };
}
