import { Index } from 'typeorm';
import type { OrderStatus } from '#contracts/inventory/purchase-order-events';
import {
  BigCountColumn,
  DayColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  MoneyColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/** A line's quantities in the stock unit: what is on order, or in a draft. */
export interface OrderRowLine {
  readonly lineId: string;
  readonly itemId: string;
  readonly ordered: string;
  readonly received: string;
}

@ReadModel({ schema: 'inventory', table: 'purchase_order', version: 2 })
@Searched('number', 'supplier', 'reference', 'notes')
@Index(['tenantId', 'createdAt', 'orderId'])
@Index(['tenantId', 'status', 'createdAt'])
export class PurchaseOrderRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) orderId!: string;
  @TokenColumn() number!: string;
  @TextColumn() supplier!: string;
  @IdColumn({ nullable: true }) supplierId!: string | null;
  @TokenColumn() status!: OrderStatus;
  @FlagColumn() closed!: boolean;
  @TextColumn({ nullable: true }) reference!: string | null;
  @TextColumn({ nullable: true }) notes!: string | null;
  @TokenColumn() currency!: string;
  @MoneyColumn() totalCost!: string;
  @DayColumn({ nullable: true }) expectedOn!: string | null;
  @JsonColumn() lines!: readonly OrderRowLine[];
  @InstantColumn({ nullable: true }) submittedAt!: string | null;
  /** When it was closed or canceled. */
  @InstantColumn({ nullable: true }) endedAt!: string | null;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}
