import { Index } from 'typeorm';
import type { AdjustmentReason, MovementKind } from '#contracts/inventory/stock-events';
import {
  AppendOnly,
  BigCountColumn,
  CountColumn,
  IdColumn,
  InstantColumn,
  MoneyColumn,
  PriceColumn,
  QuantityColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/** One movement as recorded. Balances are summed on request, since a backdated movement changes later ones. */
@ReadModel({ schema: 'inventory', table: 'movement', version: 3 })
@AppendOnly()
@Index(['tenantId', 'itemId', 'effectiveAt', 'placeRevision', 'placeOrdinal'])
@Index(['tenantId', 'reverses'])
@Index(['tenantId', 'effectiveAt', 'position', 'ordinal'])
export class MovementRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) id!: string;
  @IdColumn() transactionId!: string;
  /** Its index within the transaction. */
  @CountColumn() ordinal!: number;
  @IdColumn() itemId!: string;
  @IdColumn() locationId!: string;
  @TokenColumn({ nullable: true }) lotNumber!: string | null;
  @TextColumn() kind!: MovementKind;
  @QuantityColumn() quantity!: string;
  @TextColumn() unit!: string;
  @QuantityColumn() stockQuantity!: string;
  @PriceColumn({ nullable: true }) unitCost!: string | null;
  @MoneyColumn({ nullable: true }) totalCost!: string | null;
  @MoneyColumn() valueWhenRecorded!: string;
  @MoneyColumn() settledWhenRecorded!: string;
  /** The movement that this one reverses. */
  @IdColumn({ nullable: true }) reverses!: string | null;
  /** The usage of which this is a part that comes back. */
  @IdColumn({ nullable: true }) takesBack!: string | null;
  /** Its place among the item's movements of one moment: a correction's replacement has its original's. */
  @BigCountColumn() placeRevision!: number;
  @CountColumn() placeOrdinal!: number;
  @TextColumn({ nullable: true }) reference!: string | null;
  @TextColumn({ nullable: true }) note!: string | null;
  @TextColumn({ nullable: true }) reason!: AdjustmentReason | null;
  @InstantColumn() effectiveAt!: string;
  @InstantColumn() recordedAt!: string;
  @TokenColumn() position!: string;
  @TokenColumn() actorId!: string;
}
