import { Event, type EventOptions } from '../declare/event';
import { Count, Id, Instant, List, LocalDate, Text, TimeZone } from '../declare/fields';
import { Recurring } from './recurrence-fields';

export const MAX_ATTENDEES = 200;
export const MAX_EVENT_DAYS = 366;
/** The most days of a series that differ from it. */
export const MAX_CHANGED_DAYS = 200;

/** The times of a calendar event: from an instant to another, or so many whole days. */
export class CalendarTimes extends Recurring {
  @Instant({ nullable: true, description: 'Null: all day' }) startsAt!: string | null;
  @Instant({ nullable: true, description: 'Null: all day' }) endsAt!: string | null;
  @LocalDate({ nullable: true, description: 'The first day of an event of whole days' }) date!: string | null;
  @Count({ min: 1, max: MAX_EVENT_DAYS, nullable: true }) days!: number | null;
  @TimeZone({ description: 'Its clocks say when it recurs' }) timeZone!: string;
}

/** What differs on one day of a series. Null: as the series has it. */
export class DayOfSeries {
  @LocalDate({ description: 'The day of the series' }) on!: string;
  @Text({ max: 200, nullable: true }) title!: string | null;
  @Text({ max: 10_000, nullable: true, lines: true }) notes!: string | null;
  @Text({ max: 500, nullable: true }) place!: string | null;
  @Instant({ nullable: true }) startsAt!: string | null;
  @Instant({ nullable: true }) endsAt!: string | null;
  @LocalDate({ nullable: true, description: 'The first day, of an event of whole days' }) date!: string | null;
  @Count({ min: 1, max: MAX_EVENT_DAYS, nullable: true }) days!: number | null;
}

/** Everything of a calendar event: something in a domain, seen by its members. */
export class CalendarEntry extends CalendarTimes {
  @Id() eventId!: string;
  @Id() domainId!: string;
  @Text({ max: 200 }) title!: string;
  @Text({ max: 10_000, nullable: true, lines: true }) notes!: string | null;
  @Text({ max: 500, nullable: true }) place!: string | null;
  @List(Id(), { max: MAX_ATTENDEES, description: 'Users' }) attendees!: readonly string[];
}

const declared = (action: string, summary: string): EventOptions<CalendarEntry> => ({
  category: 'workflow.calendar_event',
  version: 1,
  entity: { type: 'calendar_event', id: 'eventId', label: 'title' },
  action,
  summary,
});

@Event<CalendarEventCreated>({
  ...declared('calendar_event.created', 'A calendar event was created'),
  implies: { status: 'confirmed' },
})
export class CalendarEventCreated extends CalendarEntry {
  static readonly type = 'CalendarEventCreated';
}

/** All of it as of now, changed or not: the audit trail finds the difference. */
@Event<CalendarEventChanged>(declared('calendar_event.changed', 'A calendar event was changed'))
export class CalendarEventChanged extends CalendarEntry {
  static readonly type = 'CalendarEventChanged';
}

/** Feeds go on to show it, as cancelled. */
@Event<CalendarEventCanceled>({
  category: 'workflow.calendar_event',
  version: 1,
  entity: { type: 'calendar_event', id: 'eventId' },
  action: 'calendar_event.canceled',
  summary: 'A calendar event was canceled',
  implies: { status: 'canceled' },
})
export class CalendarEventCanceled {
  static readonly type = 'CalendarEventCanceled';
  @Id() eventId!: string;
  @Id() domainId!: string;
}

const ofDay = (action: string, summary: string): EventOptions<CalendarEventCanceled> => ({
  category: 'workflow.calendar_event',
  version: 1,
  entity: { type: 'calendar_event', id: 'eventId' },
  action,
  summary,
  occurrence: true,
});

/** All that differs on that day as of now; nothing: it is as the series again. */
@Event<CalendarEventDayChanged>(ofDay('calendar_event.day_changed', 'One day of a calendar event was changed'))
export class CalendarEventDayChanged extends DayOfSeries {
  static readonly type = 'CalendarEventDayChanged';
  @Id() eventId!: string;
  @Id() domainId!: string;
}

/** Feeds go on to show that day, as cancelled. */
@Event<CalendarEventDayCanceled>(ofDay('calendar_event.day_canceled', 'One day of a calendar event was canceled'))
export class CalendarEventDayCanceled {
  static readonly type = 'CalendarEventDayCanceled';
  @Id() eventId!: string;
  @Id() domainId!: string;
  @LocalDate({ description: 'The day of the series' }) on!: string;
}
