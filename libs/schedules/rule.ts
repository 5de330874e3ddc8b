import { daysAfter, localDate } from '#contracts/values/local-date';
import { instantOf } from '#contracts/values/local-time';

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The due moments of a job, in a given time zone. */
export type LocalRule =
  | { readonly every: 'day'; readonly time: string }
  | { readonly every: 'week'; readonly days: readonly Weekday[]; readonly time: string }
  | { readonly every: 'month'; readonly day: number; readonly time: string }
  | { readonly every: 'minutes'; readonly minutes: number };

/** One moment at which a job is due. */
export interface Due {
  /** The local date, `YYYY-MM-DD`, due once. Of `everyMinutes`: the UTC minute, `YYYY-MM-DDTHH:MM`. */
  readonly on: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const MINUTE_MS = 60_000;
const MOST_MINUTES = 1_440;
/** A rule is due at least this often, whatever the month. */
const LONGEST_DAYS = 32;

function checked(time: string): string {
  if (!TIME.test(time)) throw new TypeError(`${time} is no time of day: HH:MM`);
  return time;
}

/** Every day at a local time, `HH:MM`. */
export function daily(time: string): LocalRule {
  return { every: 'day', time: checked(time) };
}

/** Every week on these days, at a local time. */
export function weekly(days: readonly Weekday[], time: string): LocalRule {
  if (days.length === 0) throw new TypeError('a weekly rule names a day');
  return { every: 'week', days, time: checked(time) };
}

/** Every month on this day, or on the month's last day if it is shorter, at a local time. */
export function monthly(day: number, time: string): LocalRule {
  if (!Number.isInteger(day) || day < 1 || day > 31) throw new TypeError(`${day} is no day of a month`);
  return { every: 'month', day, time: checked(time) };
}

/** Every so many minutes of UTC's day, without a zone: for the platform's housekeeping. The minutes divide a day. */
export function everyMinutes(minutes: number): LocalRule {
  if (!Number.isInteger(minutes) || minutes < 1 || MOST_MINUTES % minutes !== 0) {
    throw new TypeError(`a day does not consist of whole ${minutes} minutes`);
  }
  return { every: 'minutes', minutes };
}

/** The last due moment up to now, and the first one after now (epoch milliseconds). */
export function dueAround(
  rule: LocalRule,
  timeZone: string,
  now: number,
): { readonly latest: Due; readonly next: Due } {
  if (rule.every === 'minutes') return minutesAround(rule.minutes, now);
  const today = localDate(new Date(now).toISOString(), timeZone);
  const due = (on: string): Due => ({ on, at: instantOf(on, rule.time, timeZone) });
  const first = (from: string, step: 1 | -1, fits: (due: Due) => boolean): Due => {
    for (let days = 0; days <= LONGEST_DAYS; days++) {
      const on = daysAfter(from, days * step);
      if (!isDueOn(rule, on)) continue;
      const found = due(on);
      if (fits(found)) return found;
    }
    throw new RangeError('a rule is due within a month');
  };
  return {
    latest: first(daysAfter(today, 1), -1, ({ at }) => at <= now),
    next: first(daysAfter(today, -1), 1, ({ at }) => at > now),
  };
}

function isDueOn(rule: Exclude<LocalRule, { every: 'minutes' }>, date: string): boolean {
  switch (rule.every) {
    case 'day':
      return true;
    case 'week':
      return rule.days.includes(WEEKDAYS[new Date(`${date}T00:00:00.000Z`).getUTCDay()] as Weekday);
    case 'month': {
      const isLast = daysAfter(date, 1).endsWith('-01');
      const day = Number(date.slice(8));
      return day === rule.day || (isLast && day < rule.day);
    }
  }
}

function minutesAround(minutes: number, now: number) {
  const step = minutes * MINUTE_MS;
  const due = (at: number): Due => ({ on: new Date(at).toISOString().slice(0, 16), at });
  const latest = Math.floor(now / step) * step;
  return { latest: due(latest), next: due(latest + step) };
}
