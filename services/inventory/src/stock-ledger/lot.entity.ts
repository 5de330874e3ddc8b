import { Index } from 'typeorm';
import { v5 } from 'uuid';
import type { LotChangeKind } from '#contracts/inventory/get-lot-trace';
import {
  AppendOnly,
  DayColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/** A lot's id follows from its item and number: UUIDv5, for good. */
export function lotIdOf(itemId: string, lotNumber: string): string {
  return v5(lotNumber, itemId);
}

/** A lot of an item, wherever it lies, as known now: its attributes are those that decisions use. */
@ReadModel({ schema: 'inventory', table: 'lot', version: 3 })
@Searched('lotNumber')
@Index(['tenantId', 'itemId', 'lotNumber'])
@Index(['tenantId', 'expiresOn', 'lotId'])
export class LotRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) lotId!: string;
  @IdColumn() itemId!: string;
  @TokenColumn() lotNumber!: string;
  @DayColumn({ nullable: true }) expiresOn!: string | null;
  /** As it came in. */
  @DayColumn({ nullable: true }) firstExpiresOn!: string | null;
  /** The effective time of the change that it comes from; null: it came in so. */
  @InstantColumn({ nullable: true }) expiryFrom!: string | null;
  @TextColumn() state!: 'available' | 'quarantined';
  /** The reason of the recall. */
  @TextColumn({ nullable: true }) recalled!: string | null;
  /** The effective time of the change that the state comes from. */
  @InstantColumn({ nullable: true }) stateFrom!: string | null;
}

/** A change of a lot, as recorded. */
@ReadModel({ schema: 'inventory', table: 'lot_change', version: 3 })
@AppendOnly()
@Index(['tenantId', 'itemId', 'lotNumber', 'effectiveAt', 'position'])
export class LotChangeRow {
  @TenantColumn() tenantId!: string;
  @TokenColumn({ key: true }) position!: string;
  @IdColumn() lotId!: string;
  @IdColumn() itemId!: string;
  @TokenColumn() lotNumber!: string;
  @TextColumn() kind!: LotChangeKind;
  /** Of a changed expiry. */
  @DayColumn({ nullable: true }) expiresOn!: string | null;
  @TextColumn({ nullable: true }) reason!: string | null;
  @InstantColumn() effectiveAt!: string;
  @InstantColumn() recordedAt!: string;
  @TokenColumn() actorId!: string;
}
