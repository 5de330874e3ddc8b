import { Created } from '../created';
import { Command } from '../declare/contract';
import { Count, Id, Instant, LocalDate, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { MAX_DAY_NOTES, MAX_EVENT_DAYS } from './calendar-events';
import { timesOfNoOrder, timesOfTwoKinds } from './calendar-times';

const AS_SERIES = { optional: true, nullable: true, description: 'Null: as the series' } as const;

@RequestRule(timesOfTwoKinds)
@RequestRule(timesOfNoOrder)
@Command({
  subject: 'workflow.change-event-day',
  permission: 'work.write',
  route: 'PATCH /events/{eventId}/occurrences/{on}',
  status: 200,
  ifMatch: true,
  summary: 'Change one day of a series; a canceled one takes place again',
  answers: Created,
  refuses: ['LIMIT_REACHED'],
  scope: { by: 'domain', of: 'domainId' },
})
export class ChangeEventDay {
  @Id() eventId!: string;
  @LocalDate({ example: '2026-03-30', description: 'The day of the series' }) on!: string;
  @Text({ max: 200, ...AS_SERIES, example: 'Handover, with the new team' }) title?: string | null;
  @Text({ max: MAX_DAY_NOTES, lines: true, ...AS_SERIES }) notes?: string | null;
  @Text({ max: 500, ...AS_SERIES }) place?: string | null;
  @Instant({ ...AS_SERIES, example: '2026-03-30T09:00:00.000Z' }) startsAt?: string | null;
  @Instant({ ...AS_SERIES, example: '2026-03-30T09:15:00.000Z' }) endsAt?: string | null;
  @LocalDate({ ...AS_SERIES }) date?: string | null;
  @Count({ min: 1, max: MAX_EVENT_DAYS, ...AS_SERIES }) days?: number | null;
}
