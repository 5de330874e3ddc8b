import {
  civilDay,
  dateOf,
  dayNumber,
  dayNumberOf,
  daysInMonth,
  daysInYear,
  weekdayOf,
  type CivilDay,
} from './civil-day';
import { localDate } from './local-date';
import { instantOf } from './local-time';
import type { RecurrenceRule, RuleDay } from './recurrence-rule';

/** The days of a recurrence rule. Its times follow from its days: a rule is daily or coarser. */

/** A day series: a rule from its first day on, without some days and with others (EXDATE, RDATE). Days are `YYYY-MM-DD`. */
export interface DaySeries {
  readonly start: string;
  readonly rule: RecurrenceRule;
  readonly excluded?: readonly string[];
  readonly added?: readonly string[];
  /** The time of day at which it occurs, for a rule with an end at an instant. Default: 00:00 in UTC. */
  readonly at?: { readonly time: string; readonly timeZone: string };
}

/** Dates end here, as those of every field do. */
const LAST_DAY = dayNumber('2199-12-31');

/** The days of the series in ascending order. The rule's count is of the rule's own days, before any is excluded. */
export function* daysOfSeries({ start, rule, excluded = [], added = [], at }: DaySeries): Generator<string> {
  const without = new Set(excluded);
  const further = [...new Set(added)].filter((date) => date >= start && !without.has(date)).sort();
  for (const day of ruleDays(rule, dayNumber(start), lastDayOf(rule, at))) {
    const date = dateOf(day);
    while (further[0] !== undefined && further[0] < date) yield further.shift() as string;
    if (further[0] === date) further.shift();
    if (!without.has(date)) yield date;
  }
  yield* further;
}

/** The first day of the series; undefined: it has none. */
export function firstDay(series: DaySeries): string | undefined {
  for (const day of daysOfSeries(series)) return day;
  return undefined;
}

/** The first day after a date; undefined: there is none. */
export function dayAfter(series: DaySeries, date: string): string | undefined {
  for (const day of daysOfSeries(series)) if (day > date) return day;
  return undefined;
}

/** The latest day up to a date; undefined: there is none. */
export function latestDayUpTo(series: DaySeries, date: string): string | undefined {
  let latest: string | undefined;
  for (const day of daysOfSeries(series)) {
    if (day > date) break;
    latest = day;
  }
  return latest;
}

/** The days from one date to another, both included, at most so many. */
export function daysBetween(series: DaySeries, from: string, to: string, limit: number): readonly string[] {
  const days: string[] = [];
  for (const day of daysOfSeries(series)) {
    if (day > to || days.length === limit) break;
    if (day >= from) days.push(day);
  }
  return days;
}

function lastDayOf({ until }: RecurrenceRule, at: DaySeries['at'] = { time: '00:00', timeZone: 'UTC' }): number {
  if (until === null) return LAST_DAY;
  if ('date' in until) return Math.min(dayNumber(until.date), LAST_DAY);
  const date = localDate(until.instant, at.timeZone);
  const isOver = instantOf(date, at.time, at.timeZone) > Date.parse(until.instant);
  return Math.min(dayNumber(date) - (isOver ? 1 : 0), LAST_DAY);
}

/** The days of the rule from `start` to `last`. A rule without any ends too: there are no more days than those. */
function* ruleDays(rule: RecurrenceRule, start: number, last: number): Generator<number> {
  const completed = withDefaults(rule, start);
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  for (const days of setsOf(completed, start, last)) {
    for (const day of positioned(days, completed.positions)) {
      if (day > last || left === 0) return;
      if (day < start) continue;
      left--;
      yield day;
    }
  }
}

/** Parts that the rule does not give come from its first day. */
function withDefaults(rule: RecurrenceRule, start: number): RecurrenceRule {
  const { frequency, months, monthDays, yearDays, weeks, days } = rule;
  const { month, dayOfMonth } = civilDay(start);
  const weekday = [{ weekday: weekdayOf(start), nth: 0 }];
  if (weeks.length > 0 && days.length + monthDays.length + yearDays.length === 0) return { ...rule, days: weekday };
  if (days.length + monthDays.length + yearDays.length + weeks.length > 0) return rule;
  if (frequency === 'WEEKLY') return { ...rule, days: weekday };
  if (frequency === 'MONTHLY') return { ...rule, monthDays: [dayOfMonth] };
  if (frequency === 'DAILY') return rule;
  return { ...rule, months: months.length > 0 ? months : [month], monthDays: [dayOfMonth] };
}

/** The days of each period that every part of the rule allows, in ascending order. */
function* setsOf(rule: RecurrenceRule, start: number, last: number): Generator<readonly number[]> {
  if (rule.frequency === 'DAILY') yield* days(rule, start, last);
  else if (rule.frequency === 'WEEKLY') yield* weeks(rule, start, last);
  else yield* monthsAndYears(rule, start, last);
}

/** Each day by itself; a month that is not meant is passed over as a whole. */
function* days(rule: RecurrenceRule, start: number, last: number): Generator<readonly number[]> {
  const { interval } = rule;
  for (let day = start; day <= last;) {
    const civil = civilDay(day);
    if (rule.months.length > 0 && !rule.months.includes(civil.month)) {
      const rest = daysInMonth(civil.year, civil.month) - civil.dayOfMonth + 1;
      day += Math.ceil(rest / interval) * interval;
      continue;
    }
    if (isAllowed(rule, day, civil)) yield [day];
    day += interval;
  }
}

function* weeks(rule: RecurrenceRule, start: number, last: number): Generator<readonly number[]> {
  const first = start - ((weekdayOf(start) - rule.weekStart + 7) % 7);
  for (let week = first; week <= last; week += 7 * rule.interval) {
    const ofWeek = [0, 1, 2, 3, 4, 5, 6].map((further) => week + further);
    yield ofWeek.filter((day) => {
      const civil = civilDay(day);
      return (rule.months.length === 0 || rule.months.includes(civil.month)) && isAllowed(rule, day, civil);
    });
  }
}

function* monthsAndYears(rule: RecurrenceRule, start: number, last: number): Generator<readonly number[]> {
  const [from, to] = [civilDay(start), civilDay(last)];
  if (rule.frequency === 'YEARLY') {
    const months = rule.months.length > 0 ? rule.months : ALL_MONTHS;
    for (let { year } = from; year <= to.year; year += rule.interval) {
      const inYear = year;
      yield months.flatMap((month) => daysOfMonth(rule, inYear, month));
    }
    return;
  }
  const end = to.year * 12 + to.month - 1;
  for (let index = from.year * 12 + from.month - 1; index <= end; index += rule.interval) {
    const month = (index % 12) + 1;
    if (rule.months.length > 0 && !rule.months.includes(month)) continue;
    yield daysOfMonth(rule, Math.floor(index / 12), month);
  }
}

const ALL_MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

function daysOfMonth(rule: RecurrenceRule, year: number, month: number): number[] {
  const [before, length] = [dayNumberOf(year, month, 1) - 1, daysInMonth(year, month)];
  const found: number[] = [];
  for (let dayOfMonth = 1; dayOfMonth <= length; dayOfMonth++) {
    if (rule.monthDays.length > 0 && !holds(rule.monthDays, dayOfMonth, length)) continue;
    if (isAllowed(rule, before + dayOfMonth, { year, month, dayOfMonth })) found.push(before + dayOfMonth);
  }
  return found;
}

/** By every part but the months. */
function isAllowed(rule: RecurrenceRule, day: number, { year, month, dayOfMonth }: CivilDay): boolean {
  const { monthDays, yearDays, weeks: weekNumbers, days: weekdays } = rule;
  if (monthDays.length > 0 && !holds(monthDays, dayOfMonth, daysInMonth(year, month))) return false;
  if (yearDays.length > 0 && !holds(yearDays, dayOfYear(day, year), daysInYear(year))) return false;
  if (weekNumbers.length > 0) {
    const [week, ofYear] = weekOf(day, rule.weekStart);
    if (!holds(weekNumbers, week, ofYear)) return false;
  }
  if (weekdays.length === 0) return true;
  const ofDay = weekdays.filter(({ weekday }) => weekday === weekdayOf(day));
  return (
    ofDay.some(({ nth }) => nth === 0) || (ofDay.length > 0 && isNth(rule, ofDay, day, { year, month, dayOfMonth }))
  );
}

const dayOfYear = (day: number, year: number): number => day - dayNumberOf(year, 1, 1) + 1;

function isNth(rule: RecurrenceRule, ofDay: readonly RuleDay[], day: number, civil: CivilDay): boolean {
  const isWithinMonth = rule.frequency === 'MONTHLY' || rule.months.length > 0;
  const [place, length] = isWithinMonth
    ? [civil.dayOfMonth, daysInMonth(civil.year, civil.month)]
    : [dayOfYear(day, civil.year), daysInYear(civil.year)];
  const [nth, fromEnd] = [Math.ceil(place / 7), -Math.ceil((length - place + 1) / 7)];
  return ofDay.some((each) => each.nth === nth || each.nth === fromEnd);
}

/** Whether a list names the nth of so many, counted from either end. */
function holds(values: readonly number[], nth: number, of: number): boolean {
  return values.includes(nth) || values.includes(nth - of - 1);
}

/** The week of a day, and the number of weeks in that week's year: ISO 8601 with another first day of the week. */
function weekOf(day: number, weekStart: number): readonly [week: number, ofYear: number] {
  const start = day - ((weekdayOf(day) - weekStart + 7) % 7);
  // A week belongs to the year of its fourth day.
  const { year } = civilDay(start + 3);
  const first = firstWeekOf(year, weekStart);
  return [(start - first) / 7 + 1, (firstWeekOf(year + 1, weekStart) - first) / 7];
}

function firstWeekOf(year: number, weekStart: number): number {
  const fourth = dayNumberOf(year, 1, 4);
  return fourth - ((weekdayOf(fourth) - weekStart + 7) % 7);
}

function positioned(days: readonly number[], positions: readonly number[]): readonly number[] {
  if (positions.length === 0) return days;
  return days.filter((_, index) => holds(positions, index + 1, days.length));
}
