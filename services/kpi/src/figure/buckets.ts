import { civilDay, dateOf, dayNumber, dayNumberOf, daysInMonth, weekdayOf } from '#contracts/values/civil-day';

/** Business dates, both included. */
export interface Dates {
  readonly from: string;
  readonly to: string;
}

export const GRAINS = ['shift', 'day', 'week', 'month', 'year', 'total'] as const;
export type Grain = (typeof GRAINS)[number];

/** The bucket of a date within a period. Weeks are ISO weeks; those at the edges are cut to the period. */
export function bucketOf(date: string, grain: Grain, period: Dates): Dates {
  const { from, to } = wholeBucket(date, grain, period);
  return { from: from < period.from ? period.from : from, to: to > period.to ? period.to : to };
}

function wholeBucket(date: string, grain: Grain, period: Dates): Dates {
  const day = dayNumber(date);
  const { year, month } = civilDay(day);
  switch (grain) {
    case 'shift':
    case 'day':
      return { from: date, to: date };
    case 'week': {
      const monday = day - weekdayOf(day);
      return { from: dateOf(monday), to: dateOf(monday + 6) };
    }
    case 'month':
      return { from: firstOf(year, month), to: lastOf(year, month) };
    case 'year':
      return { from: firstOf(year, 1), to: lastOf(year, 12) };
    case 'total':
      return period;
  }
}

/** The buckets of a period, in order. */
export function bucketsOf(period: Dates, grain: Grain): Dates[] {
  const buckets: Dates[] = [];
  let next = period.from;
  while (next <= period.to) {
    const bucket = bucketOf(next, grain, period);
    buckets.push(bucket);
    next = dateOf(dayNumber(bucket.to) + 1);
  }
  return buckets;
}

export type Comparison = 'previous' | 'year';

/**
 * The period that another one is compared with: the same dates of the year before, or what lies right before it. Weeks are
 * compared with the ISO weeks of the same numbers; whole months with as many whole months, anything else with as many days.
 */
export function comparedPeriod({ from, to }: Dates, comparison: Comparison, grain: Grain): Dates {
  if (comparison === 'year' && grain === 'week') return { from: inWeekBefore(from), to: inWeekBefore(to) };
  if (comparison === 'year') return { from: monthsAfter(from, -12), to: lastAligned(to, -12) };
  const [start, end] = [civilDay(dayNumber(from)), civilDay(dayNumber(to))];
  if (start.dayOfMonth === 1 && end.dayOfMonth === daysInMonth(end.year, end.month)) {
    const months = (end.year - start.year) * 12 + end.month - start.month + 1;
    return { from: monthsAfter(from, -months), to: lastAligned(to, -months) };
  }
  const days = dayNumber(to) - dayNumber(from) + 1;
  return { from: dateOf(dayNumber(from) - days), to: dateOf(dayNumber(from) - 1) };
}

/** The same day of the ISO week of the same number, a year before. A 53rd week that is not there is the last one. */
function inWeekBefore(date: string): string {
  const day = dayNumber(date);
  const monday = day - weekdayOf(day);
  const { year } = civilDay(monday + 3);
  const weeksBefore = (monday - firstMonday(year)) / 7;
  const last = (firstMonday(year) - firstMonday(year - 1)) / 7 - 1;
  return dateOf(firstMonday(year - 1) + Math.min(weeksBefore, last) * 7 + weekdayOf(day));
}

/** Of the ISO year: its first week is that of 4 January. */
function firstMonday(year: number): number {
  const fourth = dayNumberOf(year, 1, 4);
  return fourth - weekdayOf(fourth);
}

/** The last day of a month stays a last day. */
function lastAligned(date: string, months: number): string {
  const { year, month, dayOfMonth } = civilDay(dayNumber(date));
  if (dayOfMonth !== daysInMonth(year, month)) return monthsAfter(date, months);
  const first = civilDay(dayNumber(monthsAfter(firstOf(year, month), months)));
  return lastOf(first.year, first.month);
}

/** The same day of another month, or its last one. */
function monthsAfter(date: string, months: number): string {
  const { year, month, dayOfMonth } = civilDay(dayNumber(date));
  const at = year * 12 + month - 1 + months;
  const [ofYear, ofMonth] = [Math.floor(at / 12), (at % 12) + 1];
  return dateOf(dayNumberOf(ofYear, ofMonth, Math.min(dayOfMonth, daysInMonth(ofYear, ofMonth))));
}

const firstOf = (year: number, month: number) => dateOf(dayNumberOf(year, month, 1));
const lastOf = (year: number, month: number) => dateOf(dayNumberOf(year, month, daysInMonth(year, month)));
