import { on } from '#contracts/declare/on';
import {
  OrganizationCreated,
  OrganizationReactivated,
  OrganizationSuspended,
  type OrganizationStatus,
} from '#contracts/tenancy/organization-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection } from '#libs/projections';
import { OrganizationRow } from './organization.entity';

const status = (now: OrganizationStatus) => (event: Recorded<{ type: string; data: { organizationId: string } }>) => {
  const { tenantId, data } = event;
  const key = { tenantId, organizationId: data.organizationId };
  return [change(OrganizationRow, key, (row) => row && { ...row, status: now })];
};

export const signInOrganizationProjection = projection({
  name: 'sign-in-organization',
  service: 'auth',
  version: 1,
  tables: [OrganizationRow],
  keyColumn: 'organizationId',
  key: (event) => (event.data as { organizationId: string }).organizationId,
  on: [
    on(OrganizationCreated, ({ tenantId, data: { organizationId, slug, name } }) => [
      change(OrganizationRow, { tenantId, organizationId }, () => ({
        tenantId,
        organizationId,
        slug,
        name,
        status: 'active' as const,
      })),
    ]),
    on(OrganizationSuspended, status('suspended')),
    on(OrganizationReactivated, status('active')),
  ],
});
