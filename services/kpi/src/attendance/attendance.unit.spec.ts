import { event, type DomainEvent } from '#contracts/declare/event';
import { withoutTechnical } from '#contracts/declare/technical-fields';
import {
  AttendanceCorrected,
  AttendanceRecorded,
  AttendanceRemoved,
  type AttendanceHours,
} from '#contracts/kpi/attendance-events';
import { EmployeeErased } from '#contracts/tenancy/employee-events';
import { folding } from '#libs/testing/folding';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { closed, operator } from '../line-day/line-day.fixture';
import { employeeShift, type AttendanceEvent } from './attendance';
import { AttendanceHoursRow, AttendanceRow } from './attendance.entity';
import { attendanceHoursProjection, attendanceProjection } from './attendance.projection';
import type { AttendanceFacts } from './attendance-rules';
import { correctAttendance } from './correct-attendance';
import { recordAttendance } from './record-attendance';
import { removeAttendance } from './remove-attendance';

const attendanceId = GIVEN.newId('attendance');
const employeeId = GIVEN.newId('employee');
const date = '2026-03-02';
const of = { attendanceId, employeeId, date, shift: 'Early' };
const hours: AttendanceHours = { scheduledHours: '9.000', absentHours: '1.500', kind: 'sick' };
const counted = { scheduled: '9.000', absent: '1.500' };
const facts = (more: Partial<AttendanceFacts> = {}): AttendanceFacts => ({
  attendanceId,
  isEmployee: true,
  shift: 'Early',
  periods: new Map(),
  ...more,
});
const recorded = event(AttendanceRecorded, { ...of, hours, counted });
const removed = event(AttendanceRemoved, { ...of, before: hours });
const closedDate = { facts: facts({ periods: closed(date) }), actor: operator };

const record = (more: object = {}, given_: Partial<AttendanceFacts> = {}, ...past: AttendanceEvent[]) =>
  given(employeeShift, ...past).when(
    recordAttendance,
    { employeeId, date, shift: 'early', ...hours, ...more },
    { facts: facts(given_) },
  );
const correct = (said: object, given_: Partial<AttendanceFacts> = {}) =>
  given(employeeShift, recorded).when(correctAttendance, { attendanceId, ...said }, { facts: facts(given_) });

describe('recording attendance', () => {
  it('records the hours of the person, and apart from them those that count', () => {
    record().then(recorded);
    record({ kind: 'holiday', absentHours: '9.000' }).thenMatching({
      data: { counted: { scheduled: '0.000', absent: '0.000' } },
    });
  });

  it('refuses absent hours above the scheduled ones, and a day of more than 25', () => {
    record({ absentHours: '9.001' }).thenRefused('VALIDATION_FAILED');
    record({ scheduledHours: '25.001' }).thenRefused('VALIDATION_FAILED');
    record({ absentHours: '9.000' }).thenMatching({ data: { counted: { absent: '9.000' } } });
  });

  it('is once for an employee, a date and a shift, until it is removed', () => {
    record({}, {}, recorded).thenRefused('DUPLICATE');
    record({}, {}, recorded, removed).then(recorded);
  });

  it('refuses somebody who is no employee, and a closed date', () => {
    record({}, { isEmployee: false }).thenRefused('NOT_FOUND');
    given(employeeShift)
      .when(recordAttendance, { employeeId, date, ...hours }, closedDate)
      .thenRefused('PERIOD_CLOSED', { through: date });
  });
});

describe('correcting and removing attendance', () => {
  it('names what it was, and keeps what was not given', () => {
    const after = { ...hours, absentHours: '9.000', kind: 'holiday' as const };
    correct({ absentHours: '9.000', kind: 'holiday' }).then(
      event(AttendanceCorrected, {
        ...of,
        hours: after,
        before: hours,
        counted: { scheduled: '0.000', absent: '0.000' },
      }),
    );
    given(employeeShift, recorded).when(removeAttendance, { attendanceId }, { facts: facts() }).then(removed);
  });

  it('records nothing when nothing differs', () => {
    correct({ scheduledHours: '9.000', kind: 'sick' }).thenNothing();
  });

  it('refuses what leaves more hours absent than scheduled, and a closed date', () => {
    correct({ scheduledHours: '1.000' }).thenRefused('VALIDATION_FAILED');
    given(employeeShift, recorded)
      .when(correctAttendance, { attendanceId, kind: 'other' }, closedDate)
      .thenRefused('PERIOD_CLOSED');
    given(employeeShift, recorded).when(removeAttendance, { attendanceId }, closedDate).thenRefused('PERIOD_CLOSED');
  });

  it('finds nothing that was removed, nor anything of an erased employee', () => {
    given(employeeShift, recorded, removed)
      .when(removeAttendance, { attendanceId }, { facts: facts() })
      .thenRefused('NOT_FOUND');
    correct({ kind: 'other' }, { isEmployee: false }).thenRefused('NOT_FOUND');
    const erased = event(AttendanceRecorded, { ...of, hours: null, counted });
    given(employeeShift, erased).when(removeAttendance, { attendanceId }, { facts: facts() }).thenRefused('NOT_FOUND');
  });
});

it('the audit trail and live changes show nothing of the hours, the person and the day', () => {
  const corrected = event(AttendanceCorrected, { ...of, hours, before: hours, counted });
  expect(withoutTechnical(AttendanceRecorded, { ...recorded.data })).toEqual({ attendanceId });
  expect(withoutTechnical(AttendanceCorrected, { ...corrected.data })).toEqual({ attendanceId });
  expect(withoutTechnical(AttendanceRemoved, { ...removed.data })).toEqual({ attendanceId });
});

describe('the rows', () => {
  const corrected = event(AttendanceCorrected, {
    ...of,
    hours: { ...hours, absentHours: '0.000' },
    before: hours,
    counted: { scheduled: '9.000', absent: '0.000' },
  });
  const rowsAfter = (...events: DomainEvent[]) => folding(attendanceProjection, ...events).rowsOf(AttendanceRow);
  const hoursAfter = (...events: DomainEvent[]) =>
    folding(attendanceHoursProjection, ...events).rowsOf(AttendanceHoursRow);

  it('are the versions, each with the time in which it was so', () => {
    const [first, second, ...more] = rowsAfter(recorded, corrected);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ revision: 0, absentHours: '1.500', shiftKey: 'early' });
    expect(second).toMatchObject({ revision: 1, absentHours: '0.000', recordedTo: null });
    expect(first?.recordedTo).toBe(second?.recordedFrom);
    expect(second?.createdAt).toBe(first?.recordedFrom);
    for (const after of [rowsAfter, hoursAfter]) {
      const ends = (...events: DomainEvent[]) => after(...events).map(({ recordedTo }) => recordedTo !== null);
      expect(ends(recorded, corrected)).toEqual([true, false]);
      expect(ends(recorded, corrected, removed)).toEqual([true, true]);
      expect(ends(recorded, removed, recorded)).toEqual([true, false]);
    }
  });

  it('of an employee are gone with their erasure, and the hours that count stay', () => {
    const erasure = event(EmployeeErased, { employeeId, identity: null });
    // The log after it, and as far as its key may still open it.
    const nobody = event(AttendanceRecorded, { ...of, hours: null, counted });
    for (const past of [recorded, nobody]) {
      expect(rowsAfter(past, erasure)).toEqual([]);
      expect(rowsAfter(erasure, past)).toEqual([]);
      expect(hoursAfter(past)).toMatchObject([{ date, shift: 'Early', scheduled: '9.000', absent: '1.500' }]);
    }
    const other = event(AttendanceRecorded, { ...recorded.data, employeeId: GIVEN.newId('other') });
    expect(rowsAfter(other, erasure)).toHaveLength(1);
  });
});
