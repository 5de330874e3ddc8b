import { Index } from 'typeorm';
import {
  BigCountColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TextsColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'tenancy', table: 'domain', version: 1 })
@Searched('name', 'description')
@Index(['tenantId', 'name', 'domainId'])
@Index(['tenantId', 'createdAt', 'domainId'])
@Index(['tenantId', 'ownerId'])
export class DomainRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) domainId!: string;
  @TextColumn() name!: string;
  @TextColumn({ nullable: true }) description!: string | null;
  @IdColumn() ownerId!: string;
  /** The owner is one of them. */
  @TextsColumn() members!: readonly string[];
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}
