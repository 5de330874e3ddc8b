import { STOP_CLASSES, type StopClass } from '#contracts/kpi/kpi-words';
import { difference, duration, intersection, union, type Interval } from './intervals';
import type { PlannedShift } from './planned-shifts';

export interface Stop {
  readonly id: string;
  readonly from: number;
  /** null: still open. */
  readonly to: number | null;
  /** The code; null: none was given, and the stop is unplanned. */
  readonly reason: string | null;
  readonly class: StopClass;
}

/** Milliseconds of a shift that went to one stop. */
export interface StopTime {
  readonly stop: Stop;
  readonly time: number;
}

/** Each millisecond of a shift has one class. `minor` stays in production time. */
export interface ShiftTime {
  /** The shift, up to `asOf`. */
  readonly elapsed: Interval;
  readonly scheduled: number;
  readonly lost: Readonly<Record<Exclude<StopClass, 'minor'>, number>>;
  readonly production: number;
  readonly minor: number;
  /** The production time itself, minor stops included: plain. */
  readonly running: readonly Interval[];
  /** Of every stop that touches the shift, in no order; a millisecond counts for one stop. */
  readonly stops: readonly StopTime[];
  /** The shift has not ended, or one of its stops is open. */
  readonly provisional: boolean;
}

/**
 * The time of a shift by class. Where stops overlap, breaks come first, then the classes in their order, and of one class
 * the stop that began earlier. An open stop counts up to `asOf`, and so does the shift;
 * a stop that ends later is open still.
 */
export function shiftTime(shift: PlannedShift, stops: readonly Stop[], asOf: number): ShiftTime {
  const elapsed = { from: shift.from, to: Math.max(shift.from, Math.min(shift.to, asOf)) };
  const touching = stops
    .map((stop) => (stop.to !== null && stop.to > asOf ? { ...stop, to: null } : stop))
    .filter(({ from, to }) => from < elapsed.to && (to ?? asOf) > elapsed.from)
    .toSorted(byPrecedence);
  const breaks = intersection(union(shift.breaks), union([elapsed]));
  const lost = { planned: duration(breaks), setup: 0, breakdown: 0, other: 0, no_order: 0 };
  let [left, minor] = [difference(union([elapsed]), breaks), 0];
  let running = left;
  const times: StopTime[] = [];
  for (const stop of touching) {
    const taken = intersection(left, union([{ from: stop.from, to: stop.to ?? asOf }]));
    const time = duration(taken);
    left = difference(left, taken);
    times.push({ stop, time });
    if (stop.class === 'minor') minor += time;
    else {
      lost[stop.class] += time;
      running = left;
    }
  }
  const provisional = shift.to > asOf || touching.some(({ to }) => to === null);
  const scheduled = duration([elapsed]);
  return { elapsed, scheduled, lost, production: duration(running), minor, running, stops: times, provisional };
}

function byPrecedence(one: Stop, other: Stop): number {
  const classes = STOP_CLASSES.indexOf(one.class) - STOP_CLASSES.indexOf(other.class);
  return classes || one.from - other.from || (one.id < other.id ? -1 : 1);
}
