import { Query } from '../declare/contract';
import { Count, Id, Instant, List, LocalDate, Nested, Text, TimeZone } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { MAX_BREAKS, MAX_SHIFTS_A_DAY } from './shift-calendar-events';

/** The longest stretch of business dates in one answer. */
export const MAX_SHIFT_DAYS = 100;

export class BreakTime {
  @Instant() from!: string;
  @Instant() to!: string;
}

/** A shift as its clock makes it. */
export class LineShift {
  @LocalDate({ description: 'The business date: the local date of the start' }) date!: string;
  @Text({ max: 64, example: 'Early' }) name!: string;
  @Instant() from!: string;
  @Instant() to!: string;
  @Count({ min: 0, max: 2_880, description: 'From start to end, breaks included' }) minutes!: number;
  @List(Nested(() => BreakTime), { max: MAX_BREAKS }) breaks!: readonly BreakTime[];
}

export class LineShifts {
  @LocalDate() from!: string;
  @LocalDate() to!: string;
  @TimeZone() timeZone!: string;
  @List(Nested(() => LineShift), { max: MAX_SHIFT_DAYS * MAX_SHIFTS_A_DAY }) items!: readonly LineShift[];
  @List(LocalDate(), { max: MAX_SHIFT_DAYS, description: 'The business dates for which no calendar counts' })
  withoutCalendar!: readonly string[];
}

@RequestRule(({ from, to }: GetShifts) => {
  if (from === undefined || to === undefined) return undefined;
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (days >= 0 && days < MAX_SHIFT_DAYS) return undefined;
  return { pointer: '/to', code: 'RANGE', message: `must be on or after from, within ${MAX_SHIFT_DAYS} days` };
})
@Query({
  subject: 'kpi.get-shifts',
  permission: 'kpi.read',
  route: 'GET /shifts',
  summary: 'Show the shifts of a line as instants; an unknown line has none',
  answers: LineShifts,
})
export class GetShifts {
  @Id() lineId!: string;
  @LocalDate({ optional: true, description: 'A business date. Default: today' }) from?: string;
  @LocalDate({ optional: true, description: 'The last one. Default: the seventh' }) to?: string;
}
