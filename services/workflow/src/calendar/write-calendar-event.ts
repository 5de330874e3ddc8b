import { event } from '#contracts/declare/event';
import { DomainError, faultAt } from '#contracts/errors';
import { firstDay } from '#contracts/values/recurrence';
import type { CancelCalendarEvent } from '#contracts/workflow/cancel-calendar-event';
import {
  CalendarEventCanceled,
  CalendarEventChanged,
  CalendarEventCreated,
  type CalendarEntry,
} from '#contracts/workflow/calendar-events';
import type { ChangeCalendarEvent } from '#contracts/workflow/change-calendar-event';
import type { CreateCalendarEvent } from '#contracts/workflow/create-calendar-event';
import { recordedDates } from '#contracts/workflow/recurrence-fields';
import type { Given } from '#libs/event-sourcing';
import { refuseMissingDomain, refuseStrangers, type DomainOfWork } from '../domain/domain-members';
import { confirmedEvent, type CalendarEvent, type CalendarEventEvent } from './calendar-event';
import { changedTimes } from './changed-times';
import { occurrenceOn, seriesOfEvent } from './event-times';

export function createCalendarEvent(
  command: CreateCalendarEvent,
  { status }: CalendarEvent,
  { facts, newId }: Given<DomainOfWork>,
): CalendarEventEvent[] {
  if (status !== 'absent') throw new DomainError('CONFLICT', 'This calendar event is there already');
  refuseMissingDomain(facts);
  const { domainId, title, notes = null, place = null, date = null, attendees = [] } = command;
  refuseStrangers(pointersTo(attendees), facts);
  const entry: CalendarEntry = {
    eventId: newId('event'),
    domainId,
    title,
    notes,
    place,
    startsAt: command.startsAt ?? null,
    endsAt: command.endsAt ?? null,
    date,
    days: date === null ? null : (command.days ?? 1),
    timeZone: command.timeZone ?? facts.timeZone,
    recurrence: command.recurrence ?? null,
    excludedDates: recordedDates(command.excludedDates),
    addedDates: recordedDates(command.addedDates),
    attendees: [...new Set(attendees)],
  };
  return [event(CalendarEventCreated, onFirstDay(entry))];
}

/** An absent field stays; null removes. */
export function changeCalendarEvent(
  command: ChangeCalendarEvent,
  state: CalendarEvent,
  { facts }: Given<DomainOfWork>,
): CalendarEventEvent[] {
  const before = confirmedEvent(state);
  const { attendees } = command;
  if (attendees) {
    const known = new Set(before.attendees);
    refuseStrangers(
      pointersTo(attendees).filter(([, id]) => !known.has(id)),
      facts,
    );
  }
  const { title = before.title, timeZone = before.timeZone } = command;
  const entry: CalendarEntry = {
    ...before,
    ...changedTimes(command, before),
    title,
    timeZone,
    notes: said(command.notes, before.notes),
    place: said(command.place, before.place),
    recurrence: said(command.recurrence, before.recurrence),
    excludedDates: command.excludedDates ? recordedDates(command.excludedDates) : before.excludedDates,
    addedDates: command.addedDates ? recordedDates(command.addedDates) : before.addedDates,
    attendees: attendees ? [...new Set(attendees)] : before.attendees,
  };
  const changed = onFirstDay(entry);
  return JSON.stringify(changed) === JSON.stringify(before) ? [] : [event(CalendarEventChanged, changed)];
}

export function cancelCalendarEvent({ eventId }: CancelCalendarEvent, state: CalendarEvent): CalendarEventEvent[] {
  const { domainId } = confirmedEvent(state);
  return [event(CalendarEventCanceled, { eventId, domainId })];
}

const said = <Value>(value: Value | null | undefined, before: Value | null) => (value === undefined ? before : value);

const pointersTo = (attendees: readonly string[]) => attendees.map((id, index) => [`/attendees/${index}`, id] as const);

/**
 * Moves an event to the first day of its rule: programs show its start as the first of the series, whatever the rule.
 * @throws DomainError `NO_OCCURRENCE`, `VALIDATION_FAILED`
 */
function onFirstDay(entry: CalendarEntry): CalendarEntry {
  const series = seriesOfEvent(entry);
  if (!series) return entry;
  const first = firstDay({ ...series, excluded: [], added: [] });
  if (first === undefined || firstDay(series) === undefined) {
    throw faultAt('NO_OCCURRENCE', '/recurrence', 'is on no day');
  }
  if (first === series.start) return entry;
  if (entry.date !== null) return { ...entry, date: first };
  const { startsAt, endsAt } = occurrenceOn(entry, first);
  return { ...entry, startsAt, endsAt };
}
