import { Index } from 'typeorm';
import type { AdjustmentReason, MovementKind } from '#contracts/inventory/stock-events';
import {
  AppendOnly,
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

/**
 * One movement as recorded. Its present value and the balances after it change with the past: they are in the item's
 * ledger blocks. Only a settle row comes and goes with the present values, where none was recorded.
 */
@ReadModel({ schema: 'inventory', table: 'movement', version: 6 })
@AppendOnly({ keyed: true })
@Index(['tenantId', 'id'])
@Index(['tenantId', 'reverses'])
@Index(['tenantId', 'place', 'itemId'])
@Index(['tenantId', 'recordedAt'])
@Index(['tenantId', 'transactionId'])
export class MovementRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  /** See `placeText`. */
  @TokenColumn({ key: true }) place!: string;
  @IdColumn() id!: string;
  @IdColumn() transactionId!: string;
  @IdColumn() locationId!: string;
  @TokenColumn({ nullable: true }) lotNumber!: string | null;
  @TextColumn() kind!: MovementKind;
  @QuantityColumn() quantity!: string;
  @TextColumn() unit!: string;
  @QuantityColumn() stockQuantity!: string;
  @PriceColumn({ nullable: true }) unitCost!: string | null;
  @MoneyColumn() valueWhenRecorded!: string;
  /** Settled of a shortage that it covered; a settle row shows it. */
  @MoneyColumn() settledWhenRecorded!: string;
  /** Of a return: the price by the order's line. */
  @MoneyColumn({ nullable: true }) orderValue!: string | null;
  /** As the fold of values takes it; see `entryText`, `REVERSING` and `SETTLE`. */
  @TokenColumn() entry!: string;
  /** Of a settle row, the movement that covered a shortage. */
  @IdColumn({ nullable: true }) settles!: string | null;
  /** The movement that this one reverses. */
  @IdColumn({ nullable: true }) reverses!: string | null;
  @TextColumn({ nullable: true }) reference!: string | null;
  @TextColumn({ nullable: true }) note!: string | null;
  @TextColumn({ nullable: true }) reason!: AdjustmentReason | null;
  /** To whom it was issued, or who gave it back. */
  @IdColumn({ nullable: true }) employeeId!: string | null;
  @InstantColumn() effectiveAt!: string;
  @InstantColumn() recordedAt!: string;
  @TokenColumn() actorId!: string;
}
