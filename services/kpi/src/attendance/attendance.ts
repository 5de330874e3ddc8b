import { evolve } from '#contracts/declare/fold';
import {
  AttendanceCorrected,
  AttendanceRecorded,
  AttendanceRemoved,
  type AttendanceHours,
} from '#contracts/kpi/attendance-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';
import { editedThing, type BatchChange, type EditedThing } from '../edits/batch-changes';

/** An employee's shift of a business date: one stream, named after the three. */
export interface EmployeeShift {
  readonly employeeId: string;
  readonly date: string;
  readonly shift: string | null;
  /** Null: nothing is recorded, it was removed, or the employee was erased. */
  readonly hours: AttendanceHours | null;
  /** Before the last event, and the revision of that event. */
  readonly before: AttendanceHours | null;
  readonly revision: number;
  /** Of the last event; null: it was a single one. */
  readonly batchId: string | null;
  readonly changes: readonly BatchChange<AttendanceHours>[];
}

const NOTHING: EmployeeShift = {
  employeeId: '',
  date: '',
  shift: null,
  hours: null,
  before: null,
  revision: -1,
  batchId: null,
  changes: [],
};

export const employeeShift = aggregate('kpi.attendance', () => NOTHING, [
  evolve(AttendanceRecorded, (state, { data: { employeeId, date, shift, hours, batchId }, revision }) => ({
    ...edited(state, hours, batchId),
    employeeId,
    date,
    shift,
    before: null,
    revision,
  })),
  evolve(AttendanceCorrected, (state, { data: { hours, before, batchId }, revision }) => ({
    ...edited(state, hours, batchId),
    before,
    revision,
  })),
  evolve(AttendanceRemoved, (state, { data: { before, batchId }, revision }) => ({
    ...edited(state, null, batchId),
    before,
    revision,
  })),
]);

function edited(state: EmployeeShift, hours: AttendanceHours | null, batchId: string | null): EmployeeShift {
  const { changes } = editedThing(attendanceThing(state), { batchId, value: hours });
  return { ...state, hours, batchId, changes };
}

export function attendanceThing(state: EmployeeShift): EditedThing<AttendanceHours> {
  return { ...state, value: state.hours };
}

export type AttendanceEvent = EventsOf<typeof employeeShift>;
