import { CancelEventDay } from '#contracts/workflow/cancel-event-day';
import { CancelCalendarEvent } from '#contracts/workflow/cancel-calendar-event';
import { ChangeCalendarEvent } from '#contracts/workflow/change-calendar-event';
import { ChangeEventDay } from '#contracts/workflow/change-event-day';
import { CreateCalendarEvent } from '#contracts/workflow/create-calendar-event';
import { GetEventOccurrences } from '#contracts/workflow/get-event-occurrences';
import { GetCalendarEvent, ListCalendarEvents } from '#contracts/workflow/list-calendar-events';
import { calendarTopic } from '#contracts/workflow/live-topics';
import { equals } from '#libs/read-models';
import { command, list, scopedQuery, type Feature } from '#libs/runtime';
import { domainOfWork } from '../domain/domain-of-work.provider';
import { WorkDomainRow } from '../domain/work-domain.entity';
import { calendarEvent, type CalendarEvent } from './calendar-event';
import { CalendarEventRow } from './calendar-event.entity';
import { calendarEventProjection } from './calendar-event.projection';
import { getEventOccurrences, isAttendedBy, isBegunBy, isOverFrom, shownEvent } from './calendar-event.query';
import { cancelEventDay, changeEventDay } from './change-event-day';
import { cancelCalendarEvent, changeCalendarEvent, createCalendarEvent } from './write-calendar-event';

/** Members of the domain. */
const ofDomain = {
  on: calendarEvent,
  id: ({ eventId }: { readonly eventId: string }) => eventId,
  scopeOf: ({ status, entry: { domainId } }: CalendarEvent) =>
    status === 'confirmed' ? { owners: [domainId] } : undefined,
};

export const calendarFeature: Feature = {
  wirings: [
    command(CreateCalendarEvent, {
      on: calendarEvent,
      id: (_, { newId }) => newId('event'),
      facts: ({ domainId }, given) => domainOfWork(domainId, given),
      scopeOf: (_state, { domainId }) => ({ owners: [domainId] }),
      decide: createCalendarEvent,
    }),
    command(ChangeCalendarEvent, {
      ...ofDomain,
      facts: (_, given) => domainOfWork(given.state.entry.domainId, given),
      decide: changeCalendarEvent,
    }),
    command(CancelCalendarEvent, { ...ofDomain, decide: cancelCalendarEvent }),
    command(ChangeEventDay, { ...ofDomain, decide: changeEventDay }),
    command(CancelEventDay, { ...ofDomain, decide: cancelEventDay }),
    list(ListCalendarEvents, {
      entity: CalendarEventRow,
      joins: { domain: { entity: WorkDomainRow, on: { domainId: 'domainId' } } },
      filters: {
        domainId: equals('domainId'),
        attendeeId: isAttendedBy,
        status: equals('status'),
        from: isOverFrom,
        to: isBegunBy,
      },
      show: shownEvent,
      get: {
        query: GetCalendarEvent,
        key: 'eventId',
        noun: 'calendar event',
        beside: ({ domain }) => domain && { name: domain.name },
      },
    }),
    scopedQuery(GetEventOccurrences, getEventOccurrences, { reads: [calendarEventProjection] }),
  ],
  projections: [calendarEventProjection],
  topics: [calendarTopic],
};
