import { Index } from 'typeorm';
import type { TargetAlert } from '#contracts/kpi/kpi-target-events';
import type { Kpi } from '#contracts/kpi/kpi-words';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'kpi', table: 'kpi_target', version: 2 })
@Index(['tenantId', 'validFrom', 'targetId'])
@Index(['tenantId', 'kpi', 'validFrom'])
export class KpiTargetRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) targetId!: string;
  @TokenColumn() kpi!: Kpi;
  @IdColumn({ nullable: true }) lineId!: string | null;
  @TextColumn({ nullable: true }) product!: string | null;
  /** Folded. */
  @TokenColumn({ nullable: true }) productKey!: string | null;
  @TextColumn({ nullable: true }) area!: string | null;
  /** Folded. */
  @TokenColumn({ nullable: true }) areaKey!: string | null;
  @DayColumn() validFrom!: string;
  /** Decimal text, of 2 places. */
  @TokenColumn({ nullable: true }) green!: string | null;
  /** Decimal text, of 2 places. */
  @TokenColumn({ nullable: true }) amber!: string | null;
  @JsonColumn({ nullable: true }) alert!: TargetAlert | null;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
}
