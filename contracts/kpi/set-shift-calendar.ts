import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, List, LocalDate, Nested } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { MAX_CALENDAR_SHIFTS } from './shift-calendar-events';
import { NewCalendarShift, faultOfWeek } from './shift-rules';

/** The same line and date again: these shifts take the place of the former ones, also for figures of the past. */
@RequestRule(faultOfWeek)
@Command({
  subject: 'kpi.set-shift-calendar',
  permission: 'kpi.setup.manage',
  route: 'POST /shift-calendars',
  status: 201,
  summary: 'Set the shifts of a line, or of all lines, from a date on',
  answers: Created,
  refuses: ['NOT_FOUND', 'LIMIT_REACHED', 'PERIOD_CLOSED'],
})
export class SetShiftCalendar {
  @Id({ optional: true, description: 'Default: all lines without a calendar of their own' }) lineId?: string;
  @LocalDate({ description: 'The first business date' }) validFrom!: string;
  @List(Nested(() => NewCalendarShift), { max: MAX_CALENDAR_SHIFTS, description: 'None: the line is closed' })
  shifts!: readonly NewCalendarShift[];
}
