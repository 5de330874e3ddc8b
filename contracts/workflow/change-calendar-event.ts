import { Created } from '../created';
import { Command } from '../declare/contract';
import { Count, Id, Instant, List, LocalDate, Text, TimeZone } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { MAX_ATTENDEES, MAX_EVENT_DAYS } from './calendar-events';
import { timesOfNoOrder, timesOfTwoKinds } from './calendar-times';
import { MAX_RECURRENCE_DATES, MAX_RULE_LENGTH } from './recurrence-fields';

const REMOVED = { optional: true, nullable: true, description: 'Null removes it' } as const;

@RequestRule(timesOfTwoKinds)
@RequestRule(timesOfNoOrder)
@Command({
  subject: 'workflow.change-calendar-event',
  permission: 'work.write',
  route: 'PATCH /events/{eventId}',
  status: 200,
  ifMatch: true,
  summary: 'Change a calendar event, with all days of its series',
  answers: Created,
  refuses: ['NO_OCCURRENCE'],
  scope: { by: 'domain', of: 'domainId' },
})
export class ChangeCalendarEvent {
  @Id() eventId!: string;
  @Text({ max: 200, optional: true, example: 'Handover of shifts' }) title?: string;
  @Text({ max: 10_000, lines: true, ...REMOVED }) notes?: string | null;
  @Text({ max: 500, ...REMOVED }) place?: string | null;
  @Instant({ optional: true, example: '2026-03-23T08:00:00.000Z', description: 'A whole minute' }) startsAt?: string;
  @Instant({ optional: true, example: '2026-03-23T08:15:00.000Z', description: 'A whole minute' }) endsAt?: string;
  @LocalDate({ optional: true, description: 'The first day of an event of whole days' }) date?: string;
  @Count({ min: 1, max: MAX_EVENT_DAYS, optional: true, description: 'Of an event of whole days' }) days?: number;
  @TimeZone({ optional: true }) timeZone?: string;
  @Text({ max: MAX_RULE_LENGTH, ...REMOVED, example: 'FREQ=DAILY' }) recurrence?: string | null;
  @List(LocalDate(), { max: MAX_RECURRENCE_DATES, optional: true, description: 'All of them (EXDATE)' })
  excludedDates?: readonly string[];
  @List(LocalDate(), { max: MAX_RECURRENCE_DATES, optional: true, description: 'All of them (RDATE)' })
  addedDates?: readonly string[];
  @List(Id(), { max: MAX_ATTENDEES, optional: true, description: 'Users, all of them' }) attendees?: readonly string[];
}
