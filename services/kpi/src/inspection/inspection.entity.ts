import { Index } from 'typeorm';
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

/** What was known of an inspection from one event about it to the next. The one that is present is listed. */
@ReadModel({ schema: 'kpi', table: 'inspection', version: 1 })
@Index(['tenantId', 'present', 'at', 'inspectionId', 'version'])
@Index(['tenantId', 'present', 'lineId', 'at', 'inspectionId', 'version'])
@Index(['tenantId', 'date'])
export class InspectionRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) inspectionId!: string;
  @CountColumn({ key: true }) version!: number;
  @IdColumn({ nullable: true }) lineId!: string | null;
  @TextColumn() product!: string;
  /** Folded: the product in any case. */
  @TokenColumn() productKey!: string;
  @TextColumn() step!: string;
  /** Folded: the step in any case. */
  @TokenColumn() stepKey!: string;
  @InstantColumn() at!: string;
  @DayColumn() date!: string;
  @QuantityColumn() inspected!: string;
  @QuantityColumn({ nullable: true }) firstPassGood!: string | null;
  @QuantityColumn({ nullable: true }) defectiveUnits!: string | null;
  @CountColumn({ nullable: true }) defects!: number | null;
  @CountColumn({ nullable: true }) opportunities!: number | null;
  @QuantityColumn({ nullable: true }) reworked!: string | null;
  @QuantityColumn({ nullable: true }) repaired!: string | null;
  @QuantityColumn({ nullable: true }) scrapped!: string | null;
  @FlagColumn() removed!: boolean;
  /** The last version, and not removed. */
  @FlagColumn() present!: boolean;
  @InstantColumn() recordedFrom!: string;
  /** Null: it is so still. */
  @InstantColumn({ nullable: true }) recordedTo!: string | null;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event about it: the entity tag. */
  @BigCountColumn() revision!: number;
}
