import { Command } from '../declare/contract';
import { Code, List, LocalDate, Nested } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { ImportedSetup } from './imported-setup';
import { MAX_CALENDAR_SHIFTS } from './shift-calendar-events';
import { NewCalendarShift, faultOfWeek } from './shift-rules';

/** The rows of an import that are about one calendar: sets it, or mends it. */
@RequestRule(faultOfWeek)
@Command({
  subject: 'kpi.import-shift-calendar',
  permission: 'service',
  status: 200,
  summary: 'Import the shifts of a line, or of all lines, from a date on',
  answers: ImportedSetup,
  refuses: ['NOT_FOUND', 'LIMIT_REACHED', 'PERIOD_CLOSED'],
  sentBy: ['kpi'],
})
export class ImportShiftCalendar {
  @Code({ optional: true, example: 'L1', description: 'Default: all lines without a calendar of their own' })
  line?: string;
  @LocalDate() validFrom!: string;
  @List(Nested(() => NewCalendarShift), { max: MAX_CALENDAR_SHIFTS, description: 'None: the line is closed' })
  shifts!: readonly NewCalendarShift[];
}
