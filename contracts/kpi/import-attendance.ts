import { Command } from '../declare/contract';
import { Choice, Id, List, LocalDate, Nested, Quantity, Text } from '../declare/fields';
import { MAX_COMMAND_ROWS, RowsDone } from '../imports/rows-done';
import { ATTENDANCE_KINDS, type AttendanceKind } from './attendance-events';

/** A row of a file. An absent field leaves what is there. */
export class ImportedAttendance {
  @Id() employeeId!: string;
  @LocalDate({ description: 'The business date' }) date!: string;
  @Text({ max: 64, optional: true, example: 'Early' }) shift?: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '9' }) scheduledHours?: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '1.5' }) absentHours?: string;
  @Choice(ATTENDANCE_KINDS, { optional: true }) kind?: AttendanceKind;
}

/** Rows of an import: each makes the attendance that its employee, date and shift identify, or changes it. */
@Command({
  subject: 'kpi.import-attendance',
  permission: 'service',
  status: 200,
  summary: 'Import rows about attendance',
  answers: RowsDone,
  sentBy: ['kpi'],
})
export class ImportAttendance {
  @Id() importId!: string;
  @List(Nested(() => ImportedAttendance), { min: 1, max: MAX_COMMAND_ROWS }) rows!: readonly ImportedAttendance[];
}
