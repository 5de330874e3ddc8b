import { event } from '#contracts/declare/event';
import { AttendanceCorrected, type AttendanceHours } from '#contracts/kpi/attendance-events';
import type { CorrectAttendance } from '#contracts/kpi/correct-attendance';
import type { Given } from '#libs/event-sourcing';
import { refuseClosed } from '../line-day/day-rules';
import type { AttendanceEvent, EmployeeShift } from './attendance';
import {
  countedHours,
  presentHours,
  refuseImpossible,
  refuseUnplanned,
  type AttendanceFacts,
} from './attendance-rules';

/** An absent field stays. */
export function correctAttendance(
  { attendanceId, scheduledHours, absentHours, kind }: CorrectAttendance,
  state: EmployeeShift,
  given: Given<AttendanceFacts>,
): AttendanceEvent[] {
  const before = presentHours(state, given.facts);
  const { employeeId, date, shift } = state;
  const hours: AttendanceHours = {
    scheduledHours: scheduledHours ?? before.scheduledHours,
    absentHours: absentHours ?? before.absentHours,
    kind: kind ?? before.kind,
  };
  refuseImpossible(hours);
  if (before.kind === 'holiday') refuseUnplanned({ date, kind: hours.kind }, given.facts, '/kind');
  refuseClosed({ lineId: null, date }, given);
  if (FIELDS.every((field) => hours[field] === before[field])) return [];
  const counted = countedHours(hours);
  const place = { attendanceId, employeeId, date, shift, batchId: null };
  return [event(AttendanceCorrected, { ...place, hours, before, counted })];
}

const FIELDS = ['scheduledHours', 'absentHours', 'kind'] as const;
