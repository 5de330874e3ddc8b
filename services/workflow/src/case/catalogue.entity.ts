import { Index } from 'typeorm';
import { productDirectory, serviceDirectory } from '#contracts/inventory/product-directory';
import { mountDirectory } from '#libs/projections';
import { IdColumn, InstantColumn, ReadModel, TenantColumn, TextColumn } from '#libs/read-models';

/** Services and products of the catalogue, with their owners. */
export const services = mountDirectory('workflow', serviceDirectory);
export const products = mountDirectory('workflow', productDirectory);

/** A grant of the catalogue; it stays after its end. */
@ReadModel({ schema: 'workflow', table: 'held_grant', version: 1 })
@Index(['tenantId', 'employeeId'])
@Index(['tenantId', 'userId'])
export class HeldGrantRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) grantId!: string;
  @IdColumn() productId!: string;
  @IdColumn({ nullable: true }) employeeId!: string | null;
  @IdColumn({ nullable: true }) userId!: string | null;
  @InstantColumn({ nullable: true }) endsAt!: string | null;
}

/** The user who pays for a product. */
@ReadModel({ schema: 'workflow', table: 'product_payer', version: 1 })
@Index(['tenantId', 'payerId'])
export class ProductPayerRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) productId!: string;
  @IdColumn({ nullable: true }) payerId!: string | null;
}

@ReadModel({ schema: 'workflow', table: 'owned_domain', version: 1 })
@Index(['tenantId', 'ownerId'])
export class OwnedDomainRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) domainId!: string;
  @TextColumn() name!: string;
  @IdColumn() ownerId!: string;
}
