import { event } from '#contracts/declare/event';
import { AttendanceRemoved } from '#contracts/kpi/attendance-events';
import type { RemoveAttendance } from '#contracts/kpi/remove-attendance';
import type { Given } from '#libs/event-sourcing';
import { refuseClosed } from '../line-day/day-rules';
import type { AttendanceEvent, EmployeeShift } from './attendance';
import { presentHours, type AttendanceFacts } from './attendance-rules';

export function removeAttendance(
  { attendanceId }: RemoveAttendance,
  state: EmployeeShift,
  given: Given<AttendanceFacts>,
): AttendanceEvent[] {
  const before = presentHours(state, given.facts);
  const { employeeId, date, shift } = state;
  refuseClosed({ lineId: null, date }, given);
  return [event(AttendanceRemoved, { attendanceId, employeeId, date, shift, batchId: null, before })];
}
