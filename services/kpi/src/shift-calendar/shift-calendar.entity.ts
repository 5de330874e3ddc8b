import { Index } from 'typeorm';
import type { CalendarShift, DayShift } from '#contracts/kpi/shift-calendar-events';
import { DayColumn, IdColumn, InstantColumn, JsonColumn, ReadModel, TenantColumn } from '#libs/read-models';

@ReadModel({ schema: 'kpi', table: 'shift_calendar', version: 1 })
@Index(['tenantId', 'validFrom', 'calendarId'])
@Index(['tenantId', 'lineId', 'validFrom'])
export class ShiftCalendarRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) calendarId!: string;
  /** Null: all lines. */
  @IdColumn({ nullable: true }) lineId!: string | null;
  @DayColumn() validFrom!: string;
  @JsonColumn() shifts!: readonly CalendarShift[];
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
}

/** An exception that was taken back has no row. */
@ReadModel({ schema: 'kpi', table: 'shift_exception', version: 1 })
@Index(['tenantId', 'date', 'exceptionId'])
@Index(['tenantId', 'lineId', 'date'])
export class ShiftExceptionRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) exceptionId!: string;
  /** Null: all lines. */
  @IdColumn({ nullable: true }) lineId!: string | null;
  @DayColumn() date!: string;
  /** Empty: closed. */
  @JsonColumn() shifts!: readonly DayShift[];
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
}
