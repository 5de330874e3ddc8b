import { Index } from 'typeorm';
import type { AttendanceKind } from '#contracts/kpi/attendance-events';
import {
  BigCountColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  PersonalData,
  QuantityColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/**
 * A version of an employee's shift: from the moment at which it was recorded until the next one. After an erasure the
 * hours that figures count are left, and nobody whose they are.
 */
@ReadModel({ schema: 'kpi', table: 'attendance', version: 1 })
@PersonalData('employeeId', 'employeeId', 'scheduledHours', 'absentHours', 'kind')
@Index(['tenantId', 'date', 'attendanceId'])
@Index(['tenantId', 'employeeId', 'date'])
export class AttendanceRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) attendanceId!: string;
  /** Of the version's event, which is the only one of its revision in the stream: the entity tag. */
  @BigCountColumn({ key: true }) revision!: number;
  /** Null, as what follows: the employee was erased. */
  @IdColumn({ nullable: true }) employeeId!: string | null;
  @QuantityColumn({ nullable: true }) scheduledHours!: string | null;
  @QuantityColumn({ nullable: true }) absentHours!: string | null;
  @TokenColumn({ nullable: true }) kind!: AttendanceKind | null;
  @DayColumn() date!: string;
  @TextColumn({ nullable: true }) shift!: string | null;
  /** Folded: the shift in any case. */
  @TokenColumn({ nullable: true }) shiftKey!: string | null;
  /** Without planned leave. */
  @QuantityColumn() countedScheduled!: string;
  @QuantityColumn() countedAbsent!: string;
  @InstantColumn() createdAt!: string;
  @InstantColumn() recordedFrom!: string;
  /** Null: it is still so. */
  @InstantColumn({ nullable: true }) recordedTo!: string | null;
}
