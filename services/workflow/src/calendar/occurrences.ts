import { daysAfter } from '#contracts/values/local-date';
import { daysBetween } from '#contracts/values/recurrence';
import type { CalendarTimes } from '#contracts/workflow/calendar-events';
import type { ChangedDay } from '#contracts/workflow/list-calendar-events';
import { timesOfDay } from './changed-days';
import { furtherDays, occurrenceOn, seriesOfEvent, startDay, type Occurrence } from './event-times';

/** One time at which an event is, and the day of its series. */
interface FoundOccurrence extends Occurrence {
  readonly on: string;
  /** Null: that of the event. */
  readonly title: string | null;
}

interface Recurring extends CalendarTimes {
  readonly changedDays: readonly ChangedDay[];
}

/**
 * The times of an event that touch the days from one to another, at most so many. A day of the series begins at the
 * same time by the clocks of its zone, and lasts exactly as long as the first (RFC 5545, 3.8.5.3), unless it was
 * changed by itself.
 */
export function occurrencesOf(event: Recurring, from: string, to: string, limit: number): readonly FoundOccurrence[] {
  const earliest = daysAfter(from, -furtherDays(event));
  const series = seriesOfEvent(event);
  const start = startDay(event);
  const single = start >= earliest && start <= to ? [start] : [];
  const days = series ? daysBetween(series, earliest, to, limit) : single;
  const changed = new Set(event.changedDays.map(({ on }) => on));
  const asSeries = days
    .filter((day) => !changed.has(day))
    .map((on) => ({ ...occurrenceOn(event, on), on, title: null }));
  return [...asSeries, ...changedOccurrences(event, from, to)];
}

function changedOccurrences(event: Recurring, from: string, to: string): readonly FoundOccurrence[] {
  return event.changedDays.flatMap((day) => {
    if (day.status === 'canceled') return [];
    const { on, title } = day;
    const times = timesOfDay(event, day);
    const date = startDay(times);
    if (date > to || daysAfter(date, furtherDays(times)) < from) return [];
    return [{ on, date, title, startsAt: times.startsAt, endsAt: times.endsAt }];
  });
}
