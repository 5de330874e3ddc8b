import { Index } from 'typeorm';
import {
  BigCountColumn,
  CountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  PriceColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'inventory', table: 'supplier', version: 1 })
@Searched('name')
@Index(['tenantId', 'name'])
@Index(['tenantId', 'nameKey'])
@Index(['tenantId', 'createdAt', 'supplierId'])
export class SupplierRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) supplierId!: string;
  @TextColumn() name!: string;
  /** Folded: the name in any case. */
  @TokenColumn() nameKey!: string;
  @CountColumn({ nullable: true }) leadTimeDays!: number | null;
  @FlagColumn() active!: boolean;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}

/** An item that a supplier offers. */
@ReadModel({ schema: 'inventory', table: 'supplier_item', version: 1 })
@Index(['tenantId', 'itemId'])
export class SupplierItemRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) supplierId!: string;
  @IdColumn({ key: true }) itemId!: string;
  @TextColumn({ nullable: true }) supplierItemNumber!: string | null;
  @TextColumn({ nullable: true }) unit!: string | null;
  @PriceColumn({ nullable: true }) unitPrice!: string | null;
  @TokenColumn({ nullable: true }) currency!: string | null;
}
