import { on } from '#contracts/declare/on';
import {
  AttendanceCorrected,
  AttendanceRecorded,
  AttendanceRemoved,
  type AttendanceHours,
  type CountedHours,
} from '#contracts/kpi/attendance-events';
import { foldedText } from '#contracts/values/text-folding';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { AttendanceRow } from './attendance.entity';

interface OfAttendance {
  readonly attendanceId: string;
  readonly employeeId: string;
  readonly date: string;
  readonly shift: string | null;
}
type OfEvent<Data extends OfAttendance = OfAttendance> = Recorded<{ type: string; data: Data }>;

/** Each event of the stream is a version, so the former one has the revision before. */
function formerOf({ tenantId, data: { attendanceId }, revision }: OfEvent) {
  return { tenantId, attendanceId, revision: revision - 1 };
}

function ended(event: OfEvent): RowChange {
  return change(AttendanceRow, formerOf(event), (row) => row && { ...row, recordedTo: event.recordedAt });
}

function version(
  event: OfEvent<OfAttendance & { readonly hours: AttendanceHours | null; readonly counted: CountedHours }>,
): RowChange[] {
  const { tenantId, revision, recordedAt } = event;
  const { attendanceId, employeeId, date, shift, hours, counted } = event.data;
  const made = (_: AttendanceRow | undefined, former: AttendanceRow | undefined): AttendanceRow => ({
    tenantId,
    attendanceId,
    revision,
    employeeId: hours && employeeId,
    scheduledHours: hours?.scheduledHours ?? null,
    absentHours: hours?.absentHours ?? null,
    kind: hours?.kind ?? null,
    date,
    shift,
    shiftKey: shift === null ? null : foldedText(shift),
    countedScheduled: counted.scheduled,
    countedAbsent: counted.absent,
    createdAt: former?.createdAt ?? recordedAt,
    recordedFrom: recordedAt,
    recordedTo: null,
  });
  const key = { tenantId, attendanceId, revision };
  return [change(AttendanceRow, key, made, { reads: [[AttendanceRow, formerOf(event)]] }), ended(event)];
}

export const attendanceProjection = projection({
  name: 'attendance',
  service: 'kpi',
  version: 1,
  tables: [AttendanceRow],
  keyColumn: 'attendanceId',
  key: (event) => (event.data as OfAttendance).attendanceId,
  on: [
    on(AttendanceRecorded, version),
    on(AttendanceCorrected, version),
    on(AttendanceRemoved, (event) => [ended(event)]),
  ],
});
