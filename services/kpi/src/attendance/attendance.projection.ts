import { on } from '#contracts/declare/on';
import {
  AttendanceCorrected,
  AttendanceRecorded,
  AttendanceRemoved,
  type AttendanceHours,
  type CountedHours,
} from '#contracts/kpi/attendance-events';
import { EmployeeErased } from '#contracts/tenancy/employee-events';
import { foldedText } from '#contracts/values/text-folding';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, restatement, type RestatedRow, type RowChange } from '#libs/projections';
import { AttendanceErasureRow, AttendanceHoursRow, AttendanceRow } from './attendance.entity';

interface OfAttendance {
  readonly attendanceId: string;
  readonly employeeId: string;
  readonly date: string;
  readonly shift: string | null;
}
type OfEvent<Data extends OfAttendance = OfAttendance> = Recorded<{ type: string; data: Data }>;
type Stated = OfEvent<OfAttendance & { readonly hours: AttendanceHours | null; readonly counted: CountedHours }>;

/** Each event of the stream is a version, so the former one has the revision before. */
function formerOf({ tenantId, data: { attendanceId }, revision }: OfEvent) {
  return { tenantId, attendanceId, revision: revision - 1 };
}

/** The columns that both tables have. */
function placeOf({ tenantId, revision, recordedAt, data: { attendanceId, date, shift } }: OfEvent) {
  const shiftKey = shift === null ? null : foldedText(shift);
  return { tenantId, attendanceId, revision, date, shift, shiftKey, recordedFrom: recordedAt, recordedTo: null };
}

function ended(event: OfEvent): RowChange {
  return change(AttendanceRow, formerOf(event), (row) => row && { ...row, recordedTo: event.recordedAt });
}

function version(event: Stated): RowChange[] {
  const { tenantId, revision, recordedAt } = event;
  const { attendanceId, employeeId, hours } = event.data;
  const made = (
    _: AttendanceRow | undefined,
    former: AttendanceRow | undefined,
    erasure: AttendanceErasureRow | undefined,
  ): AttendanceRow | undefined =>
    // Of an employee who is being erased there may be hours that the key still opens.
    hours && !erasure
      ? { ...placeOf(event), employeeId, ...hours, createdAt: former?.createdAt ?? recordedAt }
      : undefined;
  const key = { tenantId, attendanceId, revision };
  return [
    change(AttendanceRow, key, made, {
      reads: [
        [AttendanceRow, formerOf(event)],
        [AttendanceErasureRow, { tenantId, employeeId }],
      ],
    }),
    ended(event),
  ];
}

/** Keyed by the employee, so that an erasure takes their rows. */
export const attendanceProjection = projection({
  name: 'attendance',
  service: 'kpi',
  version: 1,
  tables: [AttendanceRow, AttendanceErasureRow],
  keyColumn: 'employeeId',
  key: (event) => (event.data as { employeeId: string }).employeeId,
  on: [
    on(AttendanceRecorded, version),
    on(AttendanceCorrected, version),
    on(AttendanceRemoved, (event) => [ended(event)]),
    on(EmployeeErased, ({ tenantId, data: { employeeId } }) => [
      change(AttendanceErasureRow, { tenantId, employeeId }, () => ({ tenantId, employeeId, isDue: true })),
    ]),
  ],
  restatement: restatement<AttendanceErasureRow>({
    head: AttendanceErasureRow,
    isDue: ({ isDue }) => isDue,
    reads: [{ table: AttendanceRow, all: () => true }],
    fold: (head, [rows = []]) => {
      const gone = (rows as readonly AttendanceRow[]).map(({ tenantId, attendanceId, revision }): RestatedRow => ({
        table: AttendanceRow,
        row: { tenantId, attendanceId, revision },
        gone: true,
      }));
      return [...gone, { table: AttendanceErasureRow, row: { ...head, isDue: false } }] as RestatedRow<never>[];
    },
  }),
});

function hoursEnded(event: OfEvent): RowChange {
  return change(AttendanceHoursRow, formerOf(event), (row) => row && { ...row, recordedTo: event.recordedAt });
}

function hoursVersion(event: Stated): RowChange[] {
  const { tenantId, revision } = event;
  const { attendanceId, counted } = event.data;
  const key = { tenantId, attendanceId, revision };
  return [change(AttendanceHoursRow, key, () => ({ ...placeOf(event), ...counted })), hoursEnded(event)];
}

export const attendanceHoursProjection = projection({
  name: 'attendance-hours',
  service: 'kpi',
  version: 1,
  tables: [AttendanceHoursRow],
  keyColumn: 'attendanceId',
  key: (event) => (event.data as OfAttendance).attendanceId,
  on: [
    on(AttendanceRecorded, hoursVersion),
    on(AttendanceCorrected, hoursVersion),
    on(AttendanceRemoved, (event) => [hoursEnded(event)]),
  ],
});
