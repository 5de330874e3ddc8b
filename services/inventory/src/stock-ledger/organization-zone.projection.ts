import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { change, on, projection } from '#libs/projections';
import { OrganizationZoneRow } from './organization-zone.entity';

/** For queries, as `organizationZone` is for decisions. */
export const organizationZoneProjection = projection({
  name: 'organization-zone',
  service: 'inventory',
  version: 1,
  tables: [OrganizationZoneRow],
  keyColumn: 'organizationId',
  key: (event) => (event.data as { organizationId: string }).organizationId,
  on: [
    on(OrganizationCreated, ({ tenantId, data: { organizationId, timeZone } }) => [
      change(OrganizationZoneRow, { tenantId, organizationId }, () => ({ tenantId, organizationId, timeZone })),
    ]),
  ],
});
