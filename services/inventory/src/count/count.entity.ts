import { Index } from 'typeorm';
import type { CountStatus } from '#contracts/inventory/count-events';
import {
  BigCountColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'inventory', table: 'stock_count', version: 1 })
@Searched('name')
@Index(['tenantId', 'createdAt', 'countId'])
export class StockCountRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) countId!: string;
  @TextColumn({ nullable: true }) name!: string | null;
  @IdColumn() locationId!: string;
  @TokenColumn() status!: CountStatus;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}
