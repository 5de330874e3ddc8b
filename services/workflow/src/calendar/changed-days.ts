import { daysAfter } from '#contracts/values/local-date';
import { daysOfSeries } from '#contracts/values/recurrence';
import type { DayOfSeries, CalendarTimes } from '#contracts/workflow/calendar-events';
import type { ChangedDay } from '#contracts/workflow/list-calendar-events';
import { furtherDays, lastDay, occurrenceOn, seriesOfEvent, startDay } from './event-times';

/** The days of a series that differ from it, as aggregate, row and feed hold them: in the order of the series. */

type Days = readonly ChangedDay[];

const AS_SERIES = { title: null, notes: null, place: null, startsAt: null, endsAt: null, date: null, days: null };

/** One that differs in nothing is left out. */
export function withChangedDay(changedDays: Days, day: DayOfSeries): Days {
  const { on, title, notes, place, startsAt, endsAt, date, days } = day;
  const differing = { title, notes, place, startsAt, endsAt, date, days };
  if (Object.values(differing).every((value) => value === null)) return others(changedDays, on);
  return inOrder([...others(changedDays, on), { on, ...differing, status: 'confirmed' }]);
}

export function withCanceledDay(changedDays: Days, on: string): Days {
  return inOrder([...others(changedDays, on), { on, ...AS_SERIES, status: 'canceled' }]);
}

const others = (changedDays: Days, on: string): Days => changedDays.filter((each) => each.on !== on);
const inOrder = (changedDays: Days): Days => changedDays.toSorted((one, other) => (one.on < other.on ? -1 : 1));

/** Those that are days of the series, after it was changed. */
export function daysStillIn(times: CalendarTimes, changedDays: Days): Days {
  const [series, last] = [seriesOfEvent(times), changedDays.at(-1)?.on];
  if (!series || last === undefined) return [];
  const days = new Set<string>();
  for (const day of daysOfSeries(series)) {
    if (day > last) break;
    days.add(day);
  }
  return changedDays.filter(({ on }) => days.has(on));
}

/** The times of one day of a series: its own, else those of the series. */
export function timesOfDay(times: CalendarTimes, { on, startsAt, endsAt, date, days }: DayOfSeries): CalendarTimes {
  const alone = { ...times, recurrence: null, excludedDates: [], addedDates: [] };
  if (times.date !== null) return { ...alone, date: date ?? on, days: days ?? times.days };
  const ofSeries = occurrenceOn(times, on);
  return { ...alone, startsAt: startsAt ?? ofSeries.startsAt, endsAt: endsAt ?? ofSeries.endsAt };
}

/** The first and the last day of an event; null: it goes on. */
export function spanOf(
  times: CalendarTimes,
  changedDays: Days,
): { readonly startsOn: string; readonly endsOn: string | null } {
  let [startsOn, endsOn] = [startDay(times), lastDay(times)];
  for (const day of changedDays) {
    if (day.status === 'canceled') continue;
    const own = timesOfDay(times, day);
    const first = startDay(own);
    const last = daysAfter(first, furtherDays(own));
    if (first < startsOn) startsOn = first;
    if (endsOn !== null && last > endsOn) endsOn = last;
  }
  return { startsOn, endsOn };
}
