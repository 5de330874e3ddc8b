import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { parse } from '#contracts/declare/validation';
import {
  AttendanceCorrected,
  AttendanceRecorded,
  AttendanceRemoved,
  type AttendanceHours,
} from '#contracts/kpi/attendance-events';
import { CorrectAttendance } from '#contracts/kpi/correct-attendance';
import { RecordAttendance } from '#contracts/kpi/record-attendance';
import { attendanceThing, employeeShift, type AttendanceEvent, type EmployeeShift } from '../attendance/attendance';
import { countedHours, type AttendanceFacts } from '../attendance/attendance-rules';
import { correctAttendance } from '../attendance/correct-attendance';
import { recordAttendance } from '../attendance/record-attendance';
import { removeAttendance } from '../attendance/remove-attendance';
import { refuseClosed } from '../line-day/day-rules';
import type { EditRules } from './edit-things';

/** Values are shown to those alone who may read attendance, and recorded of them as other reads are. */
export const attendanceEdits: EditRules<
  EmployeeShift,
  AttendanceEvent,
  AttendanceFacts,
  AttendanceHours,
  AttendanceHours
> = {
  noun: 'attendance',
  aggregate: employeeShift,
  identityOf: ({ employeeId, date, shift }) => ({ employeeId, date, shift }),
  thingIn: attendanceThing,
  record: (told, state, given) => recordAttendance(parse(RecordAttendance, told), state, given),
  correct: (attendanceId, told, state, given) =>
    correctAttendance(parse(CorrectAttendance, { ...told, attendanceId }), state, given),
  remove: (attendanceId, state, given) => removeAttendance({ attendanceId }, state, given),
  putBack: ({ id: attendanceId, value, before, batchId }, { employeeId, date, shift }, given) => {
    if (!given.facts.isEmployee) throw new DomainError('NOT_FOUND', 'There is no such attendance');
    refuseClosed({ lineId: null, date }, given);
    const ofAttendance = { attendanceId, employeeId, date, shift, batchId };
    if (!before) return value ? [event(AttendanceRemoved, { ...ofAttendance, before: value })] : [];
    const restored = { ...ofAttendance, hours: before, counted: countedHours(before) };
    return [value ? event(AttendanceCorrected, { ...restored, before: value }) : event(AttendanceRecorded, restored)];
  },
  madeBy: ({ type, data: { attendanceId: id } }) => ({
    id,
    outcome: type === 'AttendanceRecorded' ? 'created' : type === 'AttendanceRemoved' ? 'removed' : 'changed',
  }),
  shown: (hours, { actor }) => (actor.may('kpi.attendance.read') ? hours : null),
};
