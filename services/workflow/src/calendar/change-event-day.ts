import { event } from '#contracts/declare/event';
import { DomainError, faultAt, refuse } from '#contracts/errors';
import {
  CalendarEventDayCanceled,
  CalendarEventDayChanged,
  MAX_CHANGED_DAYS,
  type DayOfSeries,
  type CalendarEntry,
} from '#contracts/workflow/calendar-events';
import type { CancelEventDay } from '#contracts/workflow/cancel-event-day';
import type { ChangeEventDay } from '#contracts/workflow/change-event-day';
import type { ChangedDay } from '#contracts/workflow/list-calendar-events';
import { confirmedEvent, type CalendarEvent, type CalendarEventEvent } from './calendar-event';
import { daysStillIn, timesOfDay, withCanceledDay, withChangedDay } from './changed-days';
import { changedTimes } from './changed-times';

/** An absent field stays; null is as the series again. */
export function changeEventDay(command: ChangeEventDay, state: CalendarEvent): CalendarEventEvent[] {
  const { entry, before } = dayOf(command, state);
  const { eventId, domainId } = entry;
  const { on } = command;
  const kept = (field: 'title' | 'notes' | 'place') => {
    const value = command[field] === undefined ? (before?.[field] ?? null) : command[field];
    return value === entry[field] ? null : value;
  };
  const times = timesOn(command, before, entry);
  const day = { on, title: kept('title'), notes: kept('notes'), place: kept('place'), ...times };
  const changedDays = withChangedDay(state.changedDays, day);
  if (JSON.stringify(changedDays) === JSON.stringify(state.changedDays)) return [];
  refuseMore(changedDays);
  return [event(CalendarEventDayChanged, { eventId, domainId, ...day })];
}

export function cancelEventDay(command: CancelEventDay, state: CalendarEvent): CalendarEventEvent[] {
  const { entry, before } = dayOf(command, state);
  if (before?.status === 'canceled') throw missing();
  const { eventId, domainId } = entry;
  refuseMore(withCanceledDay(state.changedDays, command.on));
  return [event(CalendarEventDayCanceled, { eventId, domainId, on: command.on })];
}

/** @throws DomainError `NOT_FOUND` for an event without a series, and a day that is none of it */
function dayOf({ on }: CancelEventDay, state: CalendarEvent) {
  const entry = confirmedEvent(state);
  const isDay = daysStillIn(entry, withCanceledDay([], on)).length === 1;
  if (!isDay) throw missing();
  return { entry, before: state.changedDays.find((each) => each.on === on) };
}

const missing = () => new DomainError('NOT_FOUND', 'The series has no such day');

function refuseMore({ length }: CalendarEvent['changedDays']): void {
  if (length > MAX_CHANGED_DAYS) refuse('LIMIT_REACHED', { limit: MAX_CHANGED_DAYS });
}

const AS_SERIES = { title: null, notes: null, place: null, startsAt: null, endsAt: null, date: null, days: null };

/** The times of the day that are not those of the series. @throws DomainError `VALIDATION_FAILED` */
function timesOn(command: ChangeEventDay, before: ChangedDay | undefined, entry: CalendarEntry) {
  const { on, ...said } = command;
  const { startsAt, endsAt, date, days } = said;
  const asSeries = timesOfDay(entry, { on, ...AS_SERIES });
  const isReset = [startsAt, endsAt, date, days].includes(null);
  const present: DayOfSeries = isReset || !before ? { on, ...AS_SERIES } : before;
  const wanted = {
    ...(typeof startsAt === 'string' && { startsAt }),
    ...(typeof endsAt === 'string' && { endsAt }),
    ...(typeof date === 'string' && { date }),
    ...(typeof days === 'number' && { days }),
  };
  const changed = changedTimes(wanted, timesOfDay(entry, present));
  if ((changed.date === null) !== (entry.date === null)) {
    const pointer = entry.date === null ? '/date' : '/startsAt';
    throw faultAt('VALIDATION_FAILED', pointer, 'is not how the series says when it is', 'CONTRADICTION');
  }
  const differs = (['startsAt', 'endsAt', 'date', 'days'] as const).some((field) => changed[field] !== asSeries[field]);
  const none = { startsAt: null, endsAt: null, date: null, days: null };
  if (!differs) return none;
  const { startsAt: begin, endsAt: end, date: first, days: length } = changed;
  return { startsAt: begin, endsAt: end, date: first, days: length };
}
