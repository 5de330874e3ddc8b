import {
  MAX_SHOWN_OCCURRENCES,
  type EventOccurrences,
  type GetEventOccurrences,
} from '#contracts/workflow/get-event-occurrences';
import type { CalendarEventDetails } from '#contracts/workflow/list-calendar-events';
import { LISTED, type Filter } from '#libs/read-models';
import type { QueryGiven } from '#libs/runtime';
import type { WorkDomainRow } from '../domain/work-domain.entity';
import { CalendarEventRow } from './calendar-event.entity';
import { occurrencesOf } from './occurrences';

type Shown = CalendarEventRow & { readonly domain?: WorkDomainRow | null };

export function shownEvent({ tenantId: _, eventId: id, revision: __, domain, ...row }: Shown): CalendarEventDetails {
  return { ...row, id, domainName: domain?.name ?? null };
}

export const isAttendedBy: Filter<CalendarEventRow, string> = (query, attendeeId) => {
  query.andWhere(`:attendeeId = ANY(${LISTED}.attendees)`, { attendeeId });
};

export const isOverFrom: Filter<CalendarEventRow, string> = (query, from) => {
  query.andWhere(`(${LISTED}.endsOn IS NULL OR ${LISTED}.endsOn >= CAST(:from AS date))`, { from });
};

export const isBegunBy: Filter<CalendarEventRow, string> = (query, to) => {
  query.andWhere(`${LISTED}.startsOn <= CAST(:to AS date)`, { to });
};

type Given = QueryGiven & { readonly held: ReadonlySet<string> | undefined };

/** The most events that are looked at. */
const MAX_EVENTS = 2_000;

export async function getEventOccurrences(
  { from, to }: GetEventOccurrences,
  { rows, context: { tenantId }, held }: Given,
): Promise<EventOccurrences> {
  const query = rows
    .createQueryBuilder(CalendarEventRow, 'event')
    .where(`event.tenantId = :tenantId AND event.status = 'confirmed'`, { tenantId })
    // Days are by each event's own clocks, which are at most a day from others.
    .andWhere('event.startsOn <= CAST(:to AS date)', { to })
    .andWhere('(event.endsOn IS NULL OR event.endsOn >= CAST(:from AS date))', { from });
  if (held) query.andWhere('event.domainId = ANY(:held)', { held: [...held] });
  const events = await query.orderBy('event.startsOn').addOrderBy('event.eventId').limit(MAX_EVENTS).getMany();
  const found = events.flatMap((event) =>
    occurrencesOf(event, from, to, MAX_SHOWN_OCCURRENCES + 1).map(({ title, ...occurrence }) => ({
      eventId: event.eventId,
      domainId: event.domainId,
      title: title ?? event.title,
      ...occurrence,
    })),
  );
  const order = ({ date, startsAt, eventId }: (typeof found)[number]) => `${date} ${startsAt ?? ''} ${eventId}`;
  found.sort((one, other) => (order(one) < order(other) ? -1 : 1));
  const isCut = found.length > MAX_SHOWN_OCCURRENCES || events.length === MAX_EVENTS;
  return { items: found.slice(0, MAX_SHOWN_OCCURRENCES), isCut };
}
