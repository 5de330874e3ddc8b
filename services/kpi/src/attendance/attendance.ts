import { evolve } from '#contracts/declare/fold';
import {
  AttendanceCorrected,
  AttendanceRecorded,
  AttendanceRemoved,
  type AttendanceHours,
} from '#contracts/kpi/attendance-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

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
}

export const employeeShift = aggregate(
  'kpi.attendance',
  (): EmployeeShift => ({ employeeId: '', date: '', shift: null, hours: null, before: null, revision: -1 }),
  [
    evolve(AttendanceRecorded, (_, { data: { employeeId, date, shift, hours }, revision }) => ({
      employeeId,
      date,
      shift,
      hours,
      before: null,
      revision,
    })),
    evolve(AttendanceCorrected, (state, { data: { hours, before }, revision }) => ({
      ...state,
      hours,
      before,
      revision,
    })),
    evolve(AttendanceRemoved, (state, { data: { before }, revision }) => ({ ...state, hours: null, before, revision })),
  ],
);

export type AttendanceEvent = EventsOf<typeof employeeShift>;
