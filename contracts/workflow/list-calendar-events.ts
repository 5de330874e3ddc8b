import { Query } from '../declare/contract';
import { Choice, Count, Id, Instant, List, LocalDate, Nested, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { DayOfSeries, CalendarTimes, MAX_ATTENDEES, MAX_CHANGED_DAYS } from './calendar-events';

export const EVENT_STATUSES = ['confirmed', 'canceled'] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];

/** A day of a series that differs from it. */
export class ChangedDay extends DayOfSeries {
  @Choice(EVENT_STATUSES) status!: EventStatus;
}

export class CalendarEventDetails extends CalendarTimes {
  @Id() id!: string;
  @Id() domainId!: string;
  @Text({ max: 200, nullable: true, description: 'Null while it is not known here' }) domainName!: string | null;
  @Text({ max: 200, example: 'Handover of shifts' }) title!: string;
  @Text({ max: 10_000, nullable: true, lines: true }) notes!: string | null;
  @Text({ max: 500, nullable: true }) place!: string | null;
  @Choice(EVENT_STATUSES) status!: EventStatus;
  @LocalDate({ description: 'Its first day, by the clocks of its time zone' }) startsOn!: string;
  @LocalDate({ nullable: true, description: 'The last day of its series; null: it goes on' }) endsOn!: string | null;
  @List(Id(), { max: MAX_ATTENDEES, description: 'Users' }) attendees!: readonly string[];
  @List(Nested(() => ChangedDay), { max: MAX_CHANGED_DAYS, description: 'By the days of the series' })
  changedDays!: readonly ChangedDay[];
  @Count({ min: 0, max: 1e9, description: 'Rises with each change, as in feeds' }) sequence!: number;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'workflow.list-calendar-events',
  permission: 'work.read',
  route: 'GET /events',
  summary: 'List the calendar events of your domains; a series is one of them',
  answers: CalendarEventDetails,
  list: { sort: ['startsOn', 'createdAt', 'title'], search: true },
  scope: { by: 'domain', of: 'domainId' },
})
export class ListCalendarEvents extends ListRequest {
  @Id({ optional: true }) domainId?: string;
  @Id({ optional: true, description: 'A user' }) attendeeId?: string;
  @Choice(EVENT_STATUSES, { optional: true }) status?: EventStatus;
  @LocalDate({ optional: true, description: 'Over on no earlier day than this' }) from?: string;
  @LocalDate({ optional: true, description: 'Begun on no later day than this' }) to?: string;
}

@Query({
  subject: 'workflow.get-calendar-event',
  permission: 'work.read',
  route: 'GET /events/{eventId}',
  summary: 'Read a calendar event',
  answers: CalendarEventDetails,
  etag: true,
  scope: { by: 'domain', of: 'domainId' },
})
export class GetCalendarEvent {
  @Id() eventId!: string;
}
