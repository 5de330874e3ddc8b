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
}

export const employeeShift = aggregate(
  'kpi.attendance',
  (): EmployeeShift => ({ employeeId: '', date: '', shift: null, hours: null }),
  [
    evolve(AttendanceRecorded, (_, { data: { employeeId, date, shift, hours } }) => ({
      employeeId,
      date,
      shift,
      hours,
    })),
    evolve(AttendanceCorrected, (state, { data: { hours } }) => ({ ...state, hours })),
    evolve(AttendanceRemoved, (state) => ({ ...state, hours: null })),
  ],
);

export type AttendanceEvent = EventsOf<typeof employeeShift>;
