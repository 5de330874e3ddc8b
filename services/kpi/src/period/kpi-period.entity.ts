import { Index } from 'typeorm';
import { DayColumn, IdColumn, InstantColumn, JsonColumn, ReadModel, TenantColumn, TextColumn } from '#libs/read-models';
import type { Closing } from './closed-since';

@ReadModel({ schema: 'kpi', table: 'kpi_period', version: 2 })
@Index(['tenantId', 'createdAt', 'periodId'])
export class KpiPeriodRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) periodId!: string;
  /** Null: all lines. */
  @IdColumn({ nullable: true }) lineId!: string | null;
  @DayColumn({ nullable: true }) through!: string | null;
  @TextColumn() reason!: string;
  /** In the order of recording. */
  @JsonColumn() closings!: readonly Closing[];
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
}
