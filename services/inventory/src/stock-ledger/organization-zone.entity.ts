import { IdColumn, ReadModel, TenantColumn, TextColumn } from '#libs/read-models';

/** The time zone of an organisation's days: stock levels use it to find expired lots. */
@ReadModel({ schema: 'inventory', table: 'organization_zone', version: 1 })
export class OrganizationZoneRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) organizationId!: string;
  /** IANA. */
  @TextColumn() timeZone!: string;
}
