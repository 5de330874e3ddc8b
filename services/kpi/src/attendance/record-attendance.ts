import { event } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import { AttendanceRecorded } from '#contracts/kpi/attendance-events';
import type { RecordAttendance } from '#contracts/kpi/record-attendance';
import type { Given } from '#libs/event-sourcing';
import { refuseClosed } from '../line-day/day-rules';
import type { AttendanceEvent, EmployeeShift } from './attendance';
import { countedHours, refuseImpossible, refuseUnplanned, type AttendanceFacts } from './attendance-rules';

export function recordAttendance(
  { employeeId, date, scheduledHours, absentHours, kind }: RecordAttendance,
  state: EmployeeShift,
  given: Given<AttendanceFacts>,
): AttendanceEvent[] {
  const { attendanceId, isEmployee, shift } = given.facts;
  const hours = { scheduledHours, absentHours, kind };
  refuseImpossible(hours);
  refuseUnplanned({ date, kind }, given.facts, '/date');
  if (!isEmployee) throw faultAt('NOT_FOUND', '/employeeId', 'is no employee here');
  if (state.hours) throw faultAt('DUPLICATE', '/employeeId', 'has attendance of this date and shift already');
  refuseClosed({ lineId: null, date, pointer: '/date' }, given);
  const place = { attendanceId, employeeId, date, shift };
  return [event(AttendanceRecorded, { ...place, batchId: null, hours, counted: countedHours(hours) })];
}
