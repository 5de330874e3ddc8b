import { Created } from '../created';
import { Command } from '../declare/contract';
import { Flag, Id, List, LocalDate, Nested } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { MAX_SHIFTS_A_DAY } from './shift-calendar-events';
import { NewDayShift, faultOfDate } from './shift-rules';

/** Neither closed nor shifts: the calendar counts again. */
@RequestRule(faultOfDate)
@RequestRule(({ closed, shifts }: SetShiftException) =>
  closed && shifts ? { pointer: '/shifts', code: 'CHOICE', message: 'must be absent on a closed date' } : undefined,
)
@Command({
  subject: 'kpi.set-shift-exception',
  permission: 'kpi.setup.manage',
  route: 'POST /shift-calendars/exceptions',
  status: 201,
  summary: 'Close a line, or all lines, on a date, or give that date other shifts',
  answers: Created,
  refuses: ['NOT_FOUND', 'LIMIT_REACHED', 'PERIOD_CLOSED'],
})
export class SetShiftException {
  @Id({ optional: true, description: 'Default: all lines without an exception of their own' }) lineId?: string;
  @LocalDate({ example: '2026-12-25', description: 'The business date' }) date!: string;
  @Flag({ optional: true, example: true }) closed?: boolean;
  @List(Nested(() => NewDayShift), { min: 1, max: MAX_SHIFTS_A_DAY, optional: true })
  shifts?: readonly NewDayShift[];
}
