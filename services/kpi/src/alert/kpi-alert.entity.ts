import { Index } from 'typeorm';
import type { AlertGrain } from '#contracts/kpi/kpi-target-events';
import type { Kpi, KpiUnit } from '#contracts/kpi/kpi-words';
import {
  CountColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'kpi', table: 'kpi_alert', version: 1 })
@Index(['tenantId', 'raisedAt', 'alertId'])
export class KpiAlertRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) alertId!: string;
  @TokenColumn() kpi!: Kpi;
  @IdColumn({ nullable: true }) lineId!: string | null;
  @TextColumn({ nullable: true }) lineCode!: string | null;
  @TextColumn({ nullable: true }) product!: string | null;
  @TextColumn({ nullable: true }) area!: string | null;
  @TokenColumn() grain!: AlertGrain;
  @CountColumn() periods!: number;
  @DayColumn() from!: string;
  @DayColumn() to!: string;
  /** Decimal text, of 2 places. */
  @TokenColumn() value!: string;
  @TokenColumn() unit!: KpiUnit;
  @TokenColumn() amber!: string;
  @InstantColumn() raisedAt!: string;
  @DayColumn({ nullable: true }) endedOn!: string | null;
}
