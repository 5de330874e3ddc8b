import { Index } from 'typeorm';
import type { EntrySource } from '#contracts/kpi/production-events';
import {
  BigCountColumn,
  CountColumn,
  DayColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  QuantityColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/** A removed one keeps its row, which leads a repeated command to its stream. */
@ReadModel({ schema: 'kpi', table: 'production_entry', version: 1 })
@Index(['tenantId', 'date', 'entryId'])
@Index(['tenantId', 'lineId', 'date', 'entryId'])
export class ProductionEntryRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) entryId!: string;
  @IdColumn() lineId!: string;
  @DayColumn() date!: string;
  @TextColumn({ nullable: true }) shift!: string | null;
  /** Of the run. */
  @InstantColumn({ nullable: true }) startedAt!: string | null;
  @InstantColumn({ nullable: true }) endedAt!: string | null;
  @TextColumn() product!: string;
  /** Folded: the product in any case. */
  @TokenColumn() productKey!: string;
  @QuantityColumn() good!: string;
  @QuantityColumn() rework!: string;
  @QuantityColumn() scrap!: string;
  @TextColumn({ nullable: true }) orderCode!: string | null;
  @CountColumn({ nullable: true }) people!: number | null;
  @QuantityColumn({ nullable: true }) hours!: string | null;
  @TokenColumn() source!: EntrySource;
  @FlagColumn() removed!: boolean;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event about it: the entity tag. */
  @BigCountColumn() revision!: number;
}

/** Likewise. */
@ReadModel({ schema: 'kpi', table: 'line_stop', version: 1 })
@Index(['tenantId', 'startedAt', 'stopId'])
@Index(['tenantId', 'lineId', 'startedAt', 'stopId'])
export class LineStopRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) stopId!: string;
  @IdColumn() lineId!: string;
  @DayColumn() date!: string;
  @InstantColumn() startedAt!: string;
  @InstantColumn({ nullable: true }) endedAt!: string | null;
  @IdColumn({ nullable: true }) reasonId!: string | null;
  @TextColumn({ nullable: true }) note!: string | null;
  @FlagColumn() removed!: boolean;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event about it: the entity tag. */
  @BigCountColumn() revision!: number;
}
