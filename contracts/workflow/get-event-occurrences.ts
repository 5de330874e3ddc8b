import { Query } from '../declare/contract';
import { Flag, Id, Instant, List, LocalDate, Nested, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';

export const MAX_SHOWN_OCCURRENCES = 1_000;
const MAX_WINDOW_MS = 366 * 86_400_000;

/** One time at which an event is. */
export class EventOccurrence {
  @Id() eventId!: string;
  @Id() domainId!: string;
  @Text({ max: 200, example: 'Handover of shifts' }) title!: string;
  @LocalDate({ description: 'The day of the series, by which this one is changed or canceled' }) on!: string;
  @LocalDate({ description: "By the clocks of the event's time zone" }) date!: string;
  @Instant({ nullable: true, description: 'Null: all day' }) startsAt!: string | null;
  @Instant({ nullable: true, description: 'Null: all day' }) endsAt!: string | null;
}

export class EventOccurrences {
  @List(Nested(() => EventOccurrence), { max: MAX_SHOWN_OCCURRENCES, description: 'In the order of their days' })
  items!: readonly EventOccurrence[];
  @Flag({ description: 'There are more in this time than are shown' }) isCut!: boolean;
}

@RequestRule(({ from, to }: GetEventOccurrences) => {
  const length = Date.parse(to) - Date.parse(from);
  if (length >= 0 && length <= MAX_WINDOW_MS) return undefined;
  return { pointer: '/to', code: 'RANGE', message: 'must be on or after from, by at most 366 days' };
})
@Query({
  subject: 'workflow.get-event-occurrences',
  permission: 'work.read',
  route: 'GET /events/occurrences',
  summary: 'Show the calendar of your domains between two days, each day of a series by itself',
  answers: EventOccurrences,
  scope: { by: 'domain', of: 'domainId' },
})
export class GetEventOccurrences {
  @LocalDate({ example: '2026-01-01' }) from!: string;
  @LocalDate({ example: '2026-01-31' }) to!: string;
}
