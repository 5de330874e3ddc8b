import type { CalendarEntry } from '#contracts/workflow/calendar-events';
import { GIVEN } from '#libs/testing/given-when-then';
import { DOMAIN } from '../task/task.fixture';

export const EVENT = GIVEN.newId('event');
/** Mondays at nine in Berlin. */
export const WEEKLY: CalendarEntry = {
  eventId: EVENT,
  domainId: DOMAIN,
  title: 'Handover',
  notes: null,
  place: null,
  startsAt: '2026-03-23T08:00:00.000Z',
  endsAt: '2026-03-23T08:15:00.000Z',
  date: null,
  days: null,
  timeZone: 'Europe/Berlin',
  recurrence: 'FREQ=WEEKLY;BYDAY=MO',
  excludedDates: [],
  addedDates: [],
  attendees: [],
};
