import { Index } from 'typeorm';
import type { ExpiryStage } from '#contracts/inventory/expiry-stage';
import type { PaymentCycle } from '#contracts/inventory/payment-events';
import {
  CountColumn,
  DayColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  MoneyColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TextsColumn,
  TokenColumn,
} from '#libs/read-models';

/** The payment of a product: a row for every product, all of it null until somebody records one. */
@ReadModel({ schema: 'inventory', table: 'payment', version: 1 })
@Searched('method', 'invoice')
@Index(['tenantId', 'createdAt', 'productId'])
@Index(['tenantId', 'expiresOn', 'productId'])
@Index(['tenantId', 'serviceId'])
export class PaymentRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) productId!: string;
  @IdColumn() serviceId!: string;
  /** Those of the service and of the product: it is shown to callers to whom one of them is assigned. */
  @TextsColumn() scopeIds!: readonly string[];
  @MoneyColumn({ nullable: true }) amount!: string | null;
  @TokenColumn({ nullable: true }) currency!: string | null;
  @TokenColumn({ nullable: true }) cycle!: PaymentCycle | null;
  @IdColumn({ nullable: true }) payerId!: string | null;
  @TextColumn({ nullable: true }) method!: string | null;
  @TextColumn({ nullable: true }) cardholder!: string | null;
  @TextColumn({ nullable: true }) invoice!: string | null;
  /** Of the first term. */
  @DayColumn({ nullable: true }) expiresOn!: string | null;
  @FlagColumn() autoRenew!: boolean;
  @CountColumn({ nullable: true }) noticeDays!: number | null;
  @FlagColumn() complete!: boolean;
  @FlagColumn() overdue!: boolean;
  /** The term whose stage was announced last. */
  @DayColumn({ nullable: true }) announcedTerm!: string | null;
  @TokenColumn({ nullable: true }) announcedStage!: ExpiryStage | null;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
}
