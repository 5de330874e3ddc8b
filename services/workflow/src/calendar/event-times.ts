import { civilDay, dayNumber } from '#contracts/values/civil-day';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { instantOf, localTime } from '#contracts/values/local-time';
import { daysOfSeries, type DaySeries } from '#contracts/values/recurrence';
import { isRuleFault, readRecurrenceRule, type RecurrenceRule } from '#contracts/values/recurrence-rule';
import type { CalendarTimes } from '#contracts/workflow/calendar-events';
import { seriesOf } from '#contracts/workflow/recurrence-fields';

/** The first day of an event, by its own clocks. */
export function startDay({ date, startsAt, timeZone }: CalendarTimes): string {
  return date ?? localDate(startsAt ?? '', timeZone);
}

/** The number of days after the first on which it is still going on. */
export function furtherDays({ date, days, startsAt, endsAt, timeZone }: CalendarTimes): number {
  if (date !== null) return (days ?? 1) - 1;
  // An event that ends at midnight is not on the day that begins then.
  const lastMoment = new Date(Date.parse(endsAt ?? '') - 1).toISOString();
  return dayNumber(localDate(lastMoment, timeZone)) - dayNumber(localDate(startsAt ?? '', timeZone));
}

/** The days on which it begins; undefined for one that recurs on no rule. */
export function seriesOfEvent(times: CalendarTimes): DaySeries | undefined {
  const { startsAt, timeZone } = times;
  const at = startsAt === null ? undefined : { time: localTime(startsAt, timeZone), timeZone };
  return seriesOf(times, startDay(times), at);
}

/** The last day of an event with all of its series; null: it goes on. */
export function lastDay(times: CalendarTimes): string | null {
  const further = furtherDays(times);
  const series = seriesOfEvent(times);
  if (!series) return daysAfter(startDay(times), further);
  if (series.rule.count === null && series.rule.until === null) return null;
  let last = startDay(times);
  for (const day of daysOfSeries(series)) last = day;
  return daysAfter(last, further);
}

/** One time at which an event is. */
export interface Occurrence {
  readonly date: string;
  /** Null: all day. */
  readonly startsAt: string | null;
  readonly endsAt: string | null;
}

/** The event as it is on one day of its series. */
export function occurrenceOn({ startsAt, endsAt, timeZone }: CalendarTimes, date: string): Occurrence {
  if (startsAt === null || endsAt === null) return { date, startsAt: null, endsAt: null };
  // Its own first time, which a zone may show twice in the night that clocks go back.
  const isFirst = localDate(startsAt, timeZone) === date;
  const begin = isFirst ? Date.parse(startsAt) : instantOf(date, localTime(startsAt, timeZone), timeZone);
  const end = begin + Date.parse(endsAt) - Date.parse(startsAt);
  return { date, startsAt: new Date(begin).toISOString(), endsAt: new Date(end).toISOString() };
}

/** A calendar has few rules, and many events. */
const KEPT_RULES = 1_000;
const rules = new Map<string, RecurrenceRule | undefined>();

/** A recorded rule that this release still reads. */
export function ruleOf(recurrence: string): RecurrenceRule | undefined {
  if (!rules.has(recurrence)) {
    if (rules.size >= KEPT_RULES) rules.clear();
    const rule = readRecurrenceRule(recurrence);
    rules.set(recurrence, isRuleFault(rule) ? undefined : rule);
  }
  return rules.get(recurrence);
}

/** The year of a date. */
export const yearOf = (date: string): number => civilDay(dayNumber(date)).year;
