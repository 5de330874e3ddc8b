import { Index } from 'typeorm';
import type { AttendanceKind } from '#contracts/kpi/attendance-events';
import {
  BigCountColumn,
  DayColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  PersonalData,
  QuantityColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/** A version of an employee's shift: from the moment at which it was recorded until the next one. Gone with an erasure. */
@ReadModel({ schema: 'kpi', table: 'attendance', version: 1 })
@PersonalData('employeeId', 'scheduledHours', 'absentHours', 'kind')
@Index(['tenantId', 'employeeId', 'date'])
@Index(['tenantId', 'date', 'attendanceId'])
export class AttendanceRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) attendanceId!: string;
  /** Of the version's event, which is the only one of its revision in the stream: the entity tag. */
  @BigCountColumn({ key: true }) revision!: number;
  @IdColumn() employeeId!: string;
  @DayColumn() date!: string;
  @TextColumn({ nullable: true }) shift!: string | null;
  /** Folded: the shift in any case. */
  @TokenColumn({ nullable: true }) shiftKey!: string | null;
  @QuantityColumn() scheduledHours!: string;
  @QuantityColumn() absentHours!: string;
  @TokenColumn() kind!: AttendanceKind;
  @InstantColumn() createdAt!: string;
  @InstantColumn() recordedFrom!: string;
  /** Null: it is still so. */
  @InstantColumn({ nullable: true }) recordedTo!: string | null;
}

/** An employee who was erased: no row of theirs is written any more. */
@ReadModel({ schema: 'kpi', table: 'attendance_erasure', version: 1 })
export class AttendanceErasureRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) employeeId!: string;
  /** Their rows are still there. */
  @FlagColumn() isDue!: boolean;
}

/** The hours of such a version that figures count, without planned leave. They name nobody, and stay. */
@ReadModel({ schema: 'kpi', table: 'attendance_hours', version: 1 })
@Index(['tenantId', 'date', 'attendanceId'])
export class AttendanceHoursRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) attendanceId!: string;
  @BigCountColumn({ key: true }) revision!: number;
  @DayColumn() date!: string;
  @TextColumn({ nullable: true }) shift!: string | null;
  @TokenColumn({ nullable: true }) shiftKey!: string | null;
  @QuantityColumn() scheduled!: string;
  @QuantityColumn() absent!: string;
  @InstantColumn() recordedFrom!: string;
  @InstantColumn({ nullable: true }) recordedTo!: string | null;
}
