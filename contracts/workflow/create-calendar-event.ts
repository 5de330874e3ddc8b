import { Created } from '../created';
import { Command } from '../declare/contract';
import { Count, Id, Instant, List, LocalDate, Text, TimeZone } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { MAX_ATTENDEES, MAX_EVENT_DAYS } from './calendar-events';
import { timesMissing, timesOfNoOrder, timesOfTwoKinds } from './calendar-times';
import { MAX_RECURRENCE_DATES, MAX_RULE_LENGTH } from './recurrence-fields';

@RequestRule(timesOfTwoKinds)
@RequestRule(timesOfNoOrder)
@RequestRule(timesMissing)
@Command({
  subject: 'workflow.create-calendar-event',
  permission: 'work.write',
  route: 'POST /events',
  status: 201,
  location: '/events/{id}',
  summary: 'Create a calendar event in a domain, once or in a series',
  answers: Created,
  refuses: ['NO_OCCURRENCE'],
  scope: { by: 'domain', of: 'domainId' },
})
export class CreateCalendarEvent {
  @Id() domainId!: string;
  @Text({ max: 200, example: 'Handover of shifts' }) title!: string;
  @Text({ max: 10_000, optional: true, lines: true }) notes?: string;
  @Text({ max: 500, optional: true, example: 'Room 3' }) place?: string;
  @Instant({ optional: true, example: '2026-03-23T08:00:00.000Z', description: 'A whole minute' }) startsAt?: string;
  @Instant({ optional: true, example: '2026-03-23T08:15:00.000Z', description: 'A whole minute' }) endsAt?: string;
  @LocalDate({ optional: true, description: 'The first day of an event of whole days' })
  date?: string;
  @Count({ min: 1, max: MAX_EVENT_DAYS, optional: true, description: 'Of an event of whole days; default: 1' })
  days?: number;
  @TimeZone({ optional: true, description: "Its clocks say when it recurs; default: the organisation's" })
  timeZone?: string;
  @Text({
    max: MAX_RULE_LENGTH,
    optional: true,
    example: 'FREQ=WEEKLY;BYDAY=MO',
    description: 'An RRULE of RFC 5545, daily or coarser; the event is on its first day',
  })
  recurrence?: string;
  @List(LocalDate(), { max: MAX_RECURRENCE_DATES, optional: true, description: 'Days left out (EXDATE)' })
  excludedDates?: readonly string[];
  @List(LocalDate(), { max: MAX_RECURRENCE_DATES, optional: true, description: 'Further days (RDATE)' })
  addedDates?: readonly string[];
  @List(Id(), { max: MAX_ATTENDEES, optional: true, description: 'Users' }) attendees?: readonly string[];
}
