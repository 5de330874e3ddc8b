import type { SelectQueryBuilder } from 'typeorm';
import { LISTED } from '#libs/read-models';
import type { AttendanceRow } from './attendance.entity';

/** As recorded last. */
export const presentAttendance = {
  reads: [],
  bound: (query: SelectQueryBuilder<AttendanceRow>) => void query.andWhere(`${LISTED}.recordedTo IS NULL`),
};

export function shownAttendance(row: AttendanceRow) {
  const { attendanceId: id, employeeId, date, shift, createdAt, recordedFrom: updatedAt } = row;
  const { scheduledHours, absentHours, kind } = row;
  return { id, employeeId, date, shift, scheduledHours, absentHours, kind, createdAt, updatedAt };
}
