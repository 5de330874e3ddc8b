import { Index } from 'typeorm';
import type { OrderStatus } from '#contracts/inventory/purchase-order-events';
import {
  BigCountColumn,
  DayColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  MoneyColumn,
  QuantityColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'inventory', table: 'purchase_order', version: 3 })
@Searched('number', 'supplier', 'reference', 'notes')
@Index(['tenantId', 'createdAt', 'orderId'])
@Index(['tenantId', 'status', 'createdAt'])
@Index(['tenantId', 'supplierId', 'createdAt'])
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
  @InstantColumn({ nullable: true }) submittedAt!: string | null;
  /** When it was closed or canceled. */
  @InstantColumn({ nullable: true }) endedAt!: string | null;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}

/**
 * A line with its quantities in the stock unit: what is on order, or in a draft. A table of its own, since row-level
 * security lets no index find the elements of a JSON column.
 */
@ReadModel({ schema: 'inventory', table: 'purchase_order_line', version: 3 })
@Index(['tenantId', 'lineId'])
@Index(['tenantId', 'itemId'])
export class PurchaseOrderLineRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) orderId!: string;
  @IdColumn({ key: true }) lineId!: string;
  @IdColumn() itemId!: string;
  @QuantityColumn() ordered!: string;
  @QuantityColumn() received!: string;
}
