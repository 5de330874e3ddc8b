import { Index } from 'typeorm';
import { DayColumn, IdColumn, InstantColumn, ReadModel, TenantColumn, TextColumn } from '#libs/read-models';

@ReadModel({ schema: 'kpi', table: 'kpi_period', version: 1 })
@Index(['tenantId', 'createdAt', 'periodId'])
export class KpiPeriodRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) periodId!: string;
  /** Null: all lines. */
  @IdColumn({ nullable: true }) lineId!: string | null;
  @DayColumn({ nullable: true }) through!: string | null;
  @TextColumn() reason!: string;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
}
