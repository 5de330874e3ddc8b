import { Index } from 'typeorm';
import {
  BigCountColumn,
  CountColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TextsColumn,
  TokenColumn,
} from '#libs/read-models';

/** A schedule with its last report. */
@ReadModel({ schema: 'kpi', table: 'report_schedule', version: 1 })
@Index(['tenantId', 'name', 'scheduleId'])
@Index(['tenantId', 'createdAt', 'scheduleId'])
export class ReportScheduleRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) scheduleId!: string;
  @IdColumn() ownerId!: string;
  @TextColumn() name!: string;
  @TokenColumn() frequency!: string;
  @CountColumn({ nullable: true }) weekday!: number | null;
  @CountColumn({ nullable: true }) dayOfMonth!: number | null;
  @TokenColumn() time!: string;
  @TextsColumn() kpis!: readonly string[];
  @TextsColumn({ nullable: true }) lineIds!: readonly string[] | null;
  @TextsColumn({ nullable: true }) areas!: readonly string[] | null;
  @TextsColumn() groupBy!: readonly string[];
  @TextsColumn() recipients!: readonly string[];
  /** Since when it is due at these times. */
  @InstantColumn() timedAt!: string;
  /** The latest local date on which one was due. */
  @DayColumn({ nullable: true }) dueOn!: string | null;
  @IdColumn({ nullable: true }) lastReportId!: string | null;
  @DayColumn({ nullable: true }) lastFrom!: string | null;
  @DayColumn({ nullable: true }) lastTo!: string | null;
  /** `requested`, `made` or `failed`. */
  @TokenColumn({ nullable: true }) lastStatus!: string | null;
  @TokenColumn({ nullable: true }) lastCode!: string | null;
  @InstantColumn({ nullable: true }) lastAt!: string | null;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event about the schedule: the entity tag. */
  @BigCountColumn() revision!: number;
}
