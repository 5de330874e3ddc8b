import { Event, type EventOptions, type JsonObject } from '../declare/event';
import { Choice, Id, LocalDate, Nested, Quantity, Text } from '../declare/fields';

/** The kind of an absence. `holiday` is planned leave, which figures leave out on both sides. */
export const ATTENDANCE_KINDS = ['sick', 'unexcused', 'unpaid', 'holiday', 'other'] as const;
export type AttendanceKind = (typeof ATTENDANCE_KINDS)[number];

/** Of one employee: personal. */
export class AttendanceHours {
  @Quantity({ sign: 'not_negative', example: '9.000' }) scheduledHours!: string;
  @Quantity({ sign: 'not_negative', example: '0.000' }) absentHours!: string;
  @Choice(ATTENDANCE_KINDS) kind!: AttendanceKind;
}

/** The hours that the figures of the organisation count, without planned leave. They stay after an erasure. */
export class CountedHours {
  @Quantity({ sign: 'not_negative', example: '9.000' }) scheduled!: string;
  @Quantity({ sign: 'not_negative', example: '0.000' }) absent!: string;
}

/** Nothing of it is in the audit trail, whose readers may not read attendance. The id is UUIDv5 of the other three. */
class OfAttendance {
  @Id() attendanceId!: string;
  @Id({ technical: true }) employeeId!: string;
  @LocalDate({ technical: true, description: 'The business date' }) date!: string;
  @Text({ max: 64, nullable: true, technical: true, example: 'Early' }) shift!: string | null;
  @Id({ nullable: true, technical: true, description: 'Of edits' }) batchId!: string | null;
}

/** Version 1 knew no batches. */
const inNoBatch = (data: JsonObject): JsonObject => ({ ...data, batchId: null });

const declared = (action: string, summary: string): EventOptions<OfAttendance> => ({
  category: 'kpi.attendance',
  version: 2,
  upcast: { 1: inNoBatch },
  entity: { type: 'attendance', id: 'attendanceId' },
  action,
  summary,
});

@Event<AttendanceRecorded>({
  ...declared('attendance.recorded', 'Attendance of an employee was recorded'),
  personal: { subject: 'employeeId', fields: ['hours'] },
})
export class AttendanceRecorded extends OfAttendance {
  static readonly type = 'AttendanceRecorded';
  @Nested(() => AttendanceHours, { nullable: true, technical: true, description: 'Null: the employee was erased' })
  hours!: AttendanceHours | null;
  @Nested(() => CountedHours, { technical: true }) counted!: CountedHours;
}

@Event<AttendanceCorrected>({
  ...declared('attendance.corrected', 'Attendance of an employee was corrected'),
  personal: { subject: 'employeeId', fields: ['hours', 'before'] },
})
export class AttendanceCorrected extends OfAttendance {
  static readonly type = 'AttendanceCorrected';
  @Nested(() => AttendanceHours, { nullable: true, technical: true, description: 'Null: the employee was erased' })
  hours!: AttendanceHours | null;
  @Nested(() => AttendanceHours, { nullable: true, technical: true }) before!: AttendanceHours | null;
  @Nested(() => CountedHours, { technical: true }) counted!: CountedHours;
}

@Event<AttendanceRemoved>({
  ...declared('attendance.removed', 'Attendance of an employee was removed'),
  personal: { subject: 'employeeId', fields: ['before'] },
})
export class AttendanceRemoved extends OfAttendance {
  static readonly type = 'AttendanceRemoved';
  @Nested(() => AttendanceHours, { nullable: true, technical: true, description: 'Null: the employee was erased' })
  before!: AttendanceHours | null;
}
