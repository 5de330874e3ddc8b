import { daysAfter, localDate } from '#contracts/values/local-date';
import { instantOf } from '#contracts/values/local-time';
import { union, type Interval } from './intervals';
import { shiftTimesOn, type ClockSpan, type ShiftCalendars, type ShiftTimes } from './shift-calendar';

/** A shift as instants. Its business date is the local date of its stated start, also after midnight. */
export interface PlannedShift extends Interval {
  readonly date: string;
  readonly name: string;
  /** Plain, and within the shift. */
  readonly breaks: readonly Interval[];
}

/** The shifts of one line in its zone. */
export interface LinePlan {
  /** Those of a business date in order; undefined where no calendar counts. */
  on(date: string): readonly PlannedShift[] | undefined;
  /** Those that have an instant of the interval, in order. */
  within(interval: Interval): readonly PlannedShift[];
}

/** A plan remembers what it worked out: ask one for all entries of a line. */
export function linePlan(calendars: ShiftCalendars, lineId: string, timeZone: string): LinePlan {
  const stated = remembered((date) =>
    shiftTimesOn(date, lineId, calendars)
      ?.map((each) => shiftOf(date, each, timeZone))
      .toSorted((one, other) => one.from - other.from),
  );
  const on = remembered((date) => withoutOverlap(stated(date), stated(daysAfter(date, -1))));
  const within = ({ from, to }: Interval) => {
    const found: PlannedShift[] = [];
    const last = localDate(new Date(to).toISOString(), timeZone);
    let date = daysAfter(localDate(new Date(from).toISOString(), timeZone), -1);
    for (; date <= last; date = daysAfter(date, 1)) {
      found.push(...(on(date) ?? []).filter((shift) => shift.from < to && shift.to > from));
    }
    return found;
  };
  return { on, within };
}

function remembered<Value>(workedOut: (date: string) => Value): (date: string) => Value {
  const known = new Map<string, Value>();
  return (date) => {
    if (!known.has(date)) known.set(date, workedOut(date));
    return known.get(date) as Value;
  };
}

function shiftOf(date: string, { name, breaks, ...span }: ShiftTimes, timeZone: string): PlannedShift {
  const shift = { from: instantOf(date, span.start, timeZone), to: instantOf(endDate(date, span), span.end, timeZone) };
  return { date, name, ...shift, breaks: union(breaks.map((each) => breakOf(date, each, { span, shift, timeZone }))) };
}

interface Around {
  readonly span: ClockSpan;
  readonly shift: Interval;
  readonly timeZone: string;
}

/** A break keeps its length on a night on which the clocks change; it is the shift that gets longer or shorter. */
function breakOf(date: string, { start, end }: ClockSpan, { span, shift, timeZone }: Around): Interval {
  const day = start < span.start ? daysAfter(date, 1) : date;
  const from = Math.max(instantOf(day, start, timeZone), shift.from);
  return { from, to: Math.min(from + clockLength({ start, end }), shift.to) };
}

const endDate = (date: string, { start, end }: ClockSpan) => (end > start ? date : daysAfter(date, 1));

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** In milliseconds, where no clock changes. */
function clockLength({ start, end }: ClockSpan): number {
  const minutes = minuteOf(end) - minuteOf(start);
  return (minutes > 0 ? minutes : minutes + DAY_MINUTES) * MINUTE_MS;
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/**
 * A calendar's shifts do not overlap, but those of an exception or of a new calendar may overlap the night before. The
 * earlier shift keeps its time.
 */
function withoutOverlap(
  shifts: readonly PlannedShift[] | undefined,
  before: readonly PlannedShift[] = [],
): readonly PlannedShift[] | undefined {
  let taken = Math.max(...before.map(({ to }) => to), Number.NEGATIVE_INFINITY);
  return shifts?.map((shift) => {
    const from = Math.min(Math.max(shift.from, taken), Math.max(shift.to, shift.from));
    taken = Math.max(taken, shift.to);
    const breaks = shift.breaks.map((each) => ({ ...each, from: Math.max(each.from, from) }));
    return { ...shift, from, breaks: union(breaks) };
  });
}
