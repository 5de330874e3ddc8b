import { Index } from 'typeorm';
import {
  IdColumn,
  InstantColumn,
  QuantityColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/** A reservation as its events left it; see `statusOf` for one whose expiry is not recorded yet. */
@ReadModel({ schema: 'inventory', table: 'reservation', version: 2 })
@Searched('reference')
@Index(['tenantId', 'createdAt', 'reservationId'])
@Index(['tenantId', 'expiresAt', 'reservationId'])
@Index(['tenantId', 'itemId'])
export class ReservationRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) reservationId!: string;
  @IdColumn() itemId!: string;
  @IdColumn({ nullable: true }) locationId!: string | null;
  @TokenColumn({ nullable: true }) lotNumber!: string | null;
  @QuantityColumn() quantity!: string;
  @TextColumn() unit!: string;
  @QuantityColumn() stockQuantity!: string;
  /** Of the usages that count. */
  @QuantityColumn() consumed!: string;
  @TextColumn() reference!: string;
  @TextColumn() status!: 'open' | 'consumed' | 'released' | 'expired';
  @InstantColumn() effectiveAt!: string;
  @InstantColumn() expiresAt!: string;
  /** The effective time of its release or expiry. */
  @InstantColumn({ nullable: true }) endedAt!: string | null;
  /** The time of recording of that. */
  @InstantColumn({ nullable: true }) endRecordedAt!: string | null;
  @InstantColumn() createdAt!: string;
  @TokenColumn() position!: string;
  /** Of the event that ended it. */
  @TokenColumn({ nullable: true }) endedPosition!: string | null;
}

/** The part of a reservation that a usage consumed. */
@ReadModel({ schema: 'inventory', table: 'consumption', version: 2 })
@Index(['tenantId', 'reservationId'])
export class ConsumptionRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) transactionId!: string;
  @IdColumn() itemId!: string;
  @IdColumn() reservationId!: string;
  @QuantityColumn() quantity!: string;
  @InstantColumn() effectiveAt!: string;
  @InstantColumn() recordedAt!: string;
  @TokenColumn() position!: string;
  /** The time of recording of the reversal of the usage: from then on it consumes nothing. */
  @InstantColumn({ nullable: true }) reversedAt!: string | null;
}
