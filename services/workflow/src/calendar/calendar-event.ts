import { evolve } from '#contracts/declare/fold';
import { DomainError } from '#contracts/errors';
import {
  CalendarEventCanceled,
  CalendarEventChanged,
  CalendarEventCreated,
  CalendarEventDayCanceled,
  CalendarEventDayChanged,
  type CalendarEntry,
} from '#contracts/workflow/calendar-events';
import type { ChangedDay } from '#contracts/workflow/list-calendar-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';
import { daysStillIn, withCanceledDay, withChangedDay } from './changed-days';

/** A calendar event as decisions see it. */
export interface CalendarEvent {
  readonly status: 'absent' | 'confirmed' | 'canceled';
  readonly entry: CalendarEntry;
  /** By the days of its series. */
  readonly changedDays: readonly ChangedDay[];
}

const ABSENT: CalendarEvent = {
  status: 'absent',
  entry: {
    eventId: '',
    domainId: '',
    title: '',
    notes: null,
    place: null,
    startsAt: null,
    endsAt: null,
    date: null,
    days: null,
    timeZone: 'UTC',
    recurrence: null,
    excludedDates: [],
    addedDates: [],
    attendees: [],
  },
  changedDays: [],
};

export const calendarEvent = aggregate('workflow.calendar_event', (): CalendarEvent => ABSENT, [
  evolve(CalendarEventCreated, (_, { data: entry }) => ({ status: 'confirmed', entry, changedDays: [] })),
  evolve(CalendarEventChanged, (state, { data: entry }) => ({
    ...state,
    entry,
    changedDays: daysStillIn(entry, state.changedDays),
  })),
  evolve(CalendarEventDayChanged, (state, { data }) => ({
    ...state,
    changedDays: withChangedDay(state.changedDays, data),
  })),
  evolve(CalendarEventDayCanceled, (state, { data: { on } }) => ({
    ...state,
    changedDays: withCanceledDay(state.changedDays, on),
  })),
  evolve(CalendarEventCanceled, (state) => ({ ...state, status: 'canceled' })),
]);

export type CalendarEventEvent = EventsOf<typeof calendarEvent>;

/** @throws DomainError `NOT_FOUND`, also for a canceled one, which stays as it was */
export function confirmedEvent({ status, entry }: CalendarEvent): CalendarEntry {
  if (status !== 'confirmed') throw new DomainError('NOT_FOUND', 'There is no such calendar event');
  return entry;
}
