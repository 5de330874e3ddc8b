import { event } from '#contracts/declare/event';
import { faultAt, type DomainError } from '#contracts/errors';
import { AttendanceCorrected, AttendanceRemoved } from '#contracts/kpi/attendance-events';
import type { ImportedAttendance } from '#contracts/kpi/import-attendance';
import { quantityUnits } from '#contracts/values/amounts';
import type { AttendanceEvent, EmployeeShift } from '../attendance/attendance';
import { countedHours, presentHours, type AttendanceFacts } from '../attendance/attendance-rules';
import { correctAttendance } from '../attendance/correct-attendance';
import { recordAttendance } from '../attendance/record-attendance';
import { refuseClosed } from '../line-day/day-rules';
import type { ThingRow, ThingRules, UndoRules } from './thing-rows';

export interface NamedAttendance extends ThingRow<ImportedAttendance> {
  /** As the calendar spells it. */
  readonly shift: string | null;
}

export const attendanceRows: ThingRules<
  ImportedAttendance,
  NamedAttendance,
  EmployeeShift,
  AttendanceEvent,
  AttendanceFacts
> = {
  isPresent: ({ hours }) => hours !== null,
  record: ({ row }, state, given) => {
    const { scheduledHours, absentHours = '0.000', kind } = row;
    if (scheduledHours === undefined) throw required('scheduledHours');
    if (kind === undefined && quantityUnits(absentHours) > 0n) throw required('kind');
    return recordAttendance({ ...row, scheduledHours, absentHours, kind: kind ?? 'other' }, state, given);
  },
  correct: ({ row: { scheduledHours, absentHours, kind }, id: attendanceId }, state, given) =>
    correctAttendance(
      {
        attendanceId,
        ...(scheduledHours !== undefined && { scheduledHours }),
        ...(absentHours !== undefined && { absentHours }),
        ...(kind !== undefined && { kind }),
      },
      state,
      given,
    ),
  madeBy: ({ data }) => ({
    id: data.attendanceId,
    before: 'before' in data ? data.before : null,
    after: 'hours' in data ? data.hours : null,
  }),
};

/** Each event is the only one of its revision, so that says whether somebody has changed the hours since. */
export const attendanceUndo: UndoRules<EmployeeShift, AttendanceEvent, AttendanceFacts> = {
  noun: 'attendance',
  leftBy: (_, { revision }, state) => ({ isThere: state.hours !== null, isOurs: state.revision === revision }),
  putBack: (_, { id: attendanceId }, state, given) => {
    const hours = presentHours(state, given.facts);
    const { employeeId, date, shift, before } = state;
    refuseClosed({ lineId: null, date }, given);
    const ofAttendance = { attendanceId, employeeId, date, shift, batchId: null };
    if (!before) return event(AttendanceRemoved, { ...ofAttendance, before: hours });
    return event(AttendanceCorrected, { ...ofAttendance, hours: before, before: hours, counted: countedHours(before) });
  },
};

function required(field: string): DomainError {
  return faultAt('VALIDATION_FAILED', `/${field}`, 'is required', 'REQUIRED');
}
