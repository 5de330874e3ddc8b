import { Command } from '../declare/contract';
import { Code, List, LocalDate, Nested } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { ImportedSetup } from './imported-setup';
import { MAX_SHIFTS_A_DAY } from './shift-calendar-events';
import { NewDayShift, faultOfDate } from './shift-rules';

/** The rows of an import that are about one exception: sets it, or mends it. */
@RequestRule(faultOfDate)
@Command({
  subject: 'kpi.import-shift-exception',
  permission: 'service',
  status: 200,
  summary: 'Import an exception of the shifts of a line, or of all lines',
  answers: ImportedSetup,
  refuses: ['NOT_FOUND', 'LIMIT_REACHED', 'PERIOD_CLOSED'],
  sentBy: ['kpi'],
})
export class ImportShiftException {
  @Code({ optional: true, example: 'L1', description: 'Default: all lines without an exception of their own' })
  line?: string;
  @LocalDate({ example: '2026-12-25' }) date!: string;
  @List(Nested(() => NewDayShift), { max: MAX_SHIFTS_A_DAY, description: 'None: closed' })
  shifts!: readonly NewDayShift[];
}
