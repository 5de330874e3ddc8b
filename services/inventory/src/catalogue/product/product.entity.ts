import { Index } from 'typeorm';
import {
  BigCountColumn,
  CountColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TextsColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'inventory', table: 'product', version: 1 })
@Searched('name', 'plan')
@Index(['tenantId', 'serviceId', 'name', 'productId'])
@Index(['tenantId', 'name', 'productId'])
@Index(['tenantId', 'nameKey'])
@Index(['tenantId', 'createdAt', 'productId'])
export class ProductRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) productId!: string;
  @IdColumn() serviceId!: string;
  /** Those of the service and of the product itself: it is shown to callers to whom one of them is assigned. */
  @TextsColumn() scopeIds!: readonly string[];
  @TextColumn() name!: string;
  /** Folded: the name in any case. */
  @TokenColumn() nameKey!: string;
  @TextColumn({ nullable: true }) plan!: string | null;
  @CountColumn({ nullable: true }) seats!: number | null;
  @IdColumn({ nullable: true }) ownerId!: string | null;
  @TokenColumn() status!: 'active' | 'overdue';
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event that changed what it shows: the entity tag. */
  @BigCountColumn() revision!: number;
}
