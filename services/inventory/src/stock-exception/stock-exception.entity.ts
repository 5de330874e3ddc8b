import { Index } from 'typeorm';
import { v5 } from 'uuid';
import type { ExceptionKind } from '#contracts/inventory/exception-events';
import {
  CountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  QuantityColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TextsColumn,
  TokenColumn,
} from '#libs/read-models';
import type { FoundException } from './found-exceptions';

/** An exception's id follows from its watch, its kind and subject, and the position of the event that it began with. */
export function exceptionIdOf(watchId: string, subject: string, position: string): string {
  return v5(`${subject}|${position}`, watchId);
}

/** The watch of the locations that lie in others. */
export function locationTreeIdOf(tenantId: string): string {
  return v5('locations', tenantId);
}

/** An exception that holds, accepted or not. Those of one watch follow from its row. */
@ReadModel({ schema: 'inventory', table: 'stock_exception', version: 1 })
@Index(['tenantId', 'watchId'])
@Index(['tenantId', 'recordedAt', 'exceptionId'])
@Index(['tenantId', 'itemId'])
export class StockExceptionRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) exceptionId!: string;
  /** The row of `ExceptionWatchRow` that it is found at. */
  @IdColumn() watchId!: string;
  @TokenColumn() kind!: ExceptionKind;
  @IdColumn({ nullable: true }) itemId!: string | null;
  @IdColumn({ nullable: true }) locationId!: string | null;
  @TokenColumn({ nullable: true }) lotNumber!: string | null;
  @QuantityColumn({ nullable: true }) quantity!: string | null;
  @CountColumn({ nullable: true }) balances!: number | null;
  @TokenColumn({ nullable: true }) code!: string | null;
  @IdColumn({ nullable: true }) movementId!: string | null;
  @IdColumn({ nullable: true }) transactionId!: string | null;
  @IdColumn({ nullable: true }) documentId!: string | null;
  @IdColumn({ nullable: true }) orderId!: string | null;
  @IdColumn({ nullable: true }) receiptId!: string | null;
  @IdColumn({ nullable: true }) countId!: string | null;
  @CountColumn({ nullable: true }) line!: number | null;
  @IdColumn({ nullable: true }) reservationId!: string | null;
  @InstantColumn() effectiveAt!: string;
  @InstantColumn() recordedAt!: string;
  /** It begins by itself, when a lot expires; null: it holds already. */
  @InstantColumn({ nullable: true }) holdsFrom!: string | null;
  /** It ends by itself, with a reservation; null: it does not. */
  @InstantColumn({ nullable: true }) holdsUntil!: string | null;
  @FlagColumn() isAccepted!: boolean;
  @TokenColumn({ nullable: true }) acceptedBy!: string | null;
  @InstantColumn({ nullable: true }) acceptedAt!: string | null;
  @TextColumn({ nullable: true }) acceptedReason!: string | null;
}

/**
 * What exceptions are found from: an item's stock, a process's refused lines, a location, and of the organisation its
 * freeze and the tree of its locations. Its shape is that of its kind.
 */
@ReadModel({ schema: 'inventory', table: 'exception_watch', version: 1 })
export class ExceptionWatchRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) watchId!: string;
  @JsonColumn() state!: unknown;
  @JsonColumn() found!: readonly FoundException[];
  /** The position of the last event that changed `found`. */
  @TokenColumn({ nullable: true }) foundAt!: string | null;
}

/** Marks the watches whose exceptions have changed; none in every row that is written. */
@ReadModel({ schema: 'inventory', table: 'exception_head', version: 1 })
export class ExceptionHeadRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) organizationId!: string;
  @TextsColumn() changed!: readonly string[];
}
