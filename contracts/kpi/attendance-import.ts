import { contractOf } from '../declare/contract';
import { Choice, Id, LocalDate, Quantity, Text } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { csvColumns } from '../values/csv';
import { ATTENDANCE_KINDS } from './attendance-events';
import { ListAttendance } from './list-attendance';

const NOT_NEGATIVE = { sign: 'not_negative' } as const;

/**
 * Attendance, made or changed by employee, date and shift. Whether a row changes something tells what is recorded, so
 * it may be read as well by those who import it.
 */
export const attendanceFile = declareImport({
  name: 'attendance',
  service: 'kpi',
  permission: 'kpi.attendance.record',
  alsoNeeds: ['kpi.attendance.read'],
  isPersonal: true,
  ownTable: () => csvColumns(contractOf(ListAttendance)),
  columns: [
    column('employeeId', Id(), { isRequired: true, aliases: ['employee'] }),
    column('date', LocalDate(), {
      isRequired: true,
      aliases: ['day', 'business date', 'Datum', 'Tag'],
    }),
    column('shift', Text({ max: 64, example: 'Early' }), {
      example: 'Early',
      isCode: true,
      aliases: ['shift name', 'Schicht'],
    }),
    column('scheduledHours', Quantity({ ...NOT_NEGATIVE, example: '9' }), {
      example: '9',
      aliases: ['hours scheduled', 'planned hours', 'Sollstunden', 'Planstunden'],
    }),
    column('absentHours', Quantity({ ...NOT_NEGATIVE, example: '1.5' }), {
      example: '1.5',
      aliases: ['hours absent', 'Fehlstunden'],
    }),
    column('kind', Choice(ATTENDANCE_KINDS), {
      aliases: ['absence kind', 'reason', 'Art', 'Abwesenheitsart', 'Grund'],
    }),
  ],
});
