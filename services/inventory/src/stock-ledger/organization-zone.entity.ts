import { IdColumn, ReadModel, TenantColumn, TextColumn } from '#libs/read-models';

/** In which time zone an organisation's days begin: what stock levels go by to tell what is expired. */
@ReadModel({ schema: 'inventory', table: 'organization_zone', version: 1 })
export class OrganizationZoneRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) organizationId!: string;
  /** IANA. */
  @TextColumn() timeZone!: string;
}
