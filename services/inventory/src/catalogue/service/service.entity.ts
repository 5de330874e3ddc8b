import { Index } from 'typeorm';
import type { ProductSummary } from '#contracts/inventory/list-products';
import {
  BigCountColumn,
  CountColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'inventory', table: 'service', version: 1 })
@Searched('name', 'category')
@Index(['tenantId', 'name', 'serviceId'])
@Index(['tenantId', 'nameKey'])
@Index(['tenantId', 'createdAt', 'serviceId'])
export class ServiceRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) serviceId!: string;
  @TextColumn() name!: string;
  /** Folded: the name in any case. */
  @TokenColumn() nameKey!: string;
  @TextColumn({ nullable: true }) category!: string | null;
  @IdColumn({ nullable: true }) ownerId!: string | null;
  @TextColumn({ nullable: true }) url!: string | null;
  @TextColumn({ nullable: true }) note!: string | null;
  /** As its details show them; a service has at most 500. */
  @JsonColumn() products!: readonly ProductSummary[];
  @CountColumn() productCount!: number;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event that changed what it shows: the entity tag. */
  @BigCountColumn() revision!: number;
}
