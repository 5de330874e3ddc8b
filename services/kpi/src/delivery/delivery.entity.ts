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

/** What was known of a delivery from one event about it to the next. The one that is present is listed. */
@ReadModel({ schema: 'kpi', table: 'delivery', version: 1 })
@Index(['tenantId', 'present', 'firstPromisedOn', 'deliveryId', 'version'])
@Index(['tenantId', 'orderKey'])
@Index(['tenantId', 'deliveredOn'])
export class DeliveryRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) deliveryId!: string;
  @CountColumn({ key: true }) version!: number;
  @TextColumn() orderCode!: string;
  /** Folded: the order in any case. */
  @TokenColumn() orderKey!: string;
  @TextColumn({ nullable: true }) line!: string | null;
  @DayColumn({ nullable: true }) requestedOn!: string | null;
  @DayColumn() firstPromisedOn!: string;
  @DayColumn({ nullable: true }) lastPromisedOn!: string | null;
  @InstantColumn({ nullable: true }) deliveredAt!: string | null;
  @DayColumn({ nullable: true }) deliveredOn!: string | null;
  @QuantityColumn() ordered!: string;
  @QuantityColumn({ nullable: true }) delivered!: string | null;
  @TextColumn({ nullable: true }) justified!: string | null;
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
