import { daysAfter } from '#contracts/values/local-date';
import { instantOf } from '#contracts/values/local-time';

const MINUTE_MS = 60_000;

/** A shift as the scenario's calendar has it, on the clock. */
export interface ClockShift {
  readonly name: string;
  readonly start: string;
  readonly end: string;
  readonly weekdays: readonly number[];
  readonly breaks: readonly { readonly start: string; readonly end: string }[];
}

/** `from` and `to` in epoch milliseconds. */
export interface FactoryShift {
  readonly date: string;
  readonly name: string;
  /** 1 is Monday. */
  readonly weekday: number;
  readonly from: number;
  readonly to: number;
  /** Minutes from its start, clipped to it. */
  readonly breaks: readonly { readonly from: number; readonly to: number }[];
}

/** The setup that the scenario's steps make, as far as a year of production follows from it. */
export interface FactorySetup {
  readonly shifts: readonly ClockShift[];
  readonly closed: ReadonlySet<string>;
  /** Of a product, in the order of their dates. */
  readonly runSeconds: ReadonlyMap<string, readonly number[]>;
}

/** When a year of production ends, and how much of it there is. */
export interface FactoryYear {
  readonly today: string;
  readonly timeZone: string;
  /** The moment of loading, in epoch milliseconds: nothing lies after it. */
  readonly until: number;
  /** Before today. */
  readonly days: number;
  readonly seed: string;
}

/** The business dates, today last. */
export function datesOf({ today, days }: Pick<FactoryYear, 'today' | 'days'>): readonly string[] {
  return Array.from({ length: days + 1 }, (_, at) => daysAfter(today, at - days));
}

/** Days from the day of loading: negative before it. */
export function daysSince(today: string, date: string): number {
  return Math.round((Date.parse(date) - Date.parse(today)) / 86_400_000);
}

/** 0 a year before the day of loading, 1 on it. */
export function ageOn(date: string, today: string): number {
  return Math.min(Math.max(1 + daysSince(today, date) / 365, 0), 1);
}

export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00.000Z`).getUTCDay() || 7;
}

/** Those that have begun. */
export function shiftsOn(
  date: string,
  { shifts, closed }: FactorySetup,
  { timeZone, until }: FactoryYear,
): FactoryShift[] {
  if (closed.has(date)) return [];
  const weekday = weekdayOf(date);
  return shifts
    .filter(({ weekdays }) => weekdays.includes(weekday))
    .map((shift) => plannedShift(date, shift, timeZone))
    .filter(({ from }) => from < until);
}

function plannedShift(date: string, { name, start, end, breaks }: ClockShift, timeZone: string): FactoryShift {
  const at = (time: string) => instantOf(time < start ? daysAfter(date, 1) : date, time, timeZone);
  const from = instantOf(date, start, timeZone);
  const to = instantOf(end > start ? date : daysAfter(date, 1), end, timeZone);
  const length = (to - from) / MINUTE_MS;
  const within = (minute: number) => Math.min(Math.max(minute, 0), length);
  return {
    date,
    name,
    weekday: weekdayOf(date),
    from,
    to,
    breaks: breaks.map((each) => {
      const begin = (at(each.start) - from) / MINUTE_MS;
      return { from: within(begin), to: within(begin + clockMinutes(each)) };
    }),
  };
}

/** A break keeps its length on a night of clock changes. */
function clockMinutes({ start, end }: { readonly start: string; readonly end: string }): number {
  const minutes = minuteOf(end) - minuteOf(start);
  return minutes > 0 ? minutes : minutes + 1_440;
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
