import type { SelectQueryBuilder } from 'typeorm';
import { LISTED } from '#libs/read-models';
import type { AttendanceRow } from './attendance.entity';

/** As recorded last, of employees who were not erased. */
export const presentAttendance = {
  reads: [],
  bound: (query: SelectQueryBuilder<AttendanceRow>) =>
    void query.andWhere(`${LISTED}.recordedTo IS NULL AND ${LISTED}.employeeId IS NOT NULL`),
};

export function shownAttendance(row: AttendanceRow) {
  const { attendanceId, employeeId, date, shift, createdAt, recordedFrom } = row;
  const { scheduledHours, absentHours, kind } = row as PresentRow;
  const times = { createdAt, updatedAt: recordedFrom };
  return { id: attendanceId, employeeId: employeeId ?? '', date, shift, scheduledHours, absentHours, kind, ...times };
}

/** Of an employee who was not erased. */
type PresentRow = { readonly [Column in 'scheduledHours' | 'absentHours' | 'kind']: NonNullable<AttendanceRow[Column]> };
