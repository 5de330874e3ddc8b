import { CorrectAttendance } from '#contracts/kpi/correct-attendance';
import { GetAttendance } from '#contracts/kpi/get-attendance';
import { ListAttendance } from '#contracts/kpi/list-attendance';
import { RecordAttendance } from '#contracts/kpi/record-attendance';
import { RemoveAttendance } from '#contracts/kpi/remove-attendance';
import { atLeast, atMost, equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { hasKey } from '../has-key.query';
import { employeeShift } from './attendance';
import { attendanceIdOf, presentAttendanceFacts, recordedAttendanceFacts } from './attendance-facts.provider';
import { AttendanceRow } from './attendance.entity';
import { attendanceHoursProjection, attendanceProjection } from './attendance.projection';
import { presentAttendance, shownAttendance } from './attendance.query';
import { correctAttendance } from './correct-attendance';
import { recordAttendance } from './record-attendance';
import { removeAttendance } from './remove-attendance';

const present = {
  on: employeeShift,
  id: ({ attendanceId }: { readonly attendanceId: string }) => attendanceId,
  facts: presentAttendanceFacts,
};

export const attendanceFeature: Feature = {
  wirings: [
    command(RecordAttendance, {
      on: employeeShift,
      id: attendanceIdOf,
      facts: recordedAttendanceFacts,
      decide: recordAttendance,
    }),
    command(CorrectAttendance, { ...present, decide: correctAttendance }),
    command(RemoveAttendance, { ...present, decide: removeAttendance }),
    list(ListAttendance, {
      entity: AttendanceRow,
      boundBy: presentAttendance,
      filters: {
        employeeId: equals('employeeId'),
        from: atLeast('date'),
        to: atMost('date'),
        shift: hasKey('shiftKey'),
        kind: equals('kind'),
      },
      show: shownAttendance,
      get: { query: GetAttendance, key: 'attendanceId', noun: 'attendance' },
    }),
  ],
  projections: [attendanceProjection, attendanceHoursProjection],
};
