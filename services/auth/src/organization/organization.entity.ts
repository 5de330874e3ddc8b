import type { OrganizationStatus } from '#contracts/tenancy/organization-events';
import { IdColumn, ReadModel, TenantColumn, TextColumn, TokenColumn } from '#libs/read-models';

/** The part of an organisation that signing in needs. */
@ReadModel({ schema: 'auth', table: 'organization', version: 1 })
export class OrganizationRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) organizationId!: string;
  @TokenColumn() slug!: string;
  @TextColumn() name!: string;
  @TextColumn() status!: OrganizationStatus;
}
