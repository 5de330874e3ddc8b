import {
  OrganizationCreated,
  OrganizationReactivated,
  OrganizationSuspended,
  type OrganizationStatus,
} from '#contracts/tenancy/organization-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, on, projection } from '#libs/projections';
import { OrganizationRow } from './organization.entity';

const status = (now: OrganizationStatus) => (event: Recorded<{ type: string; data: { organizationId: string } }>) => {
  const { tenantId, data, position, recordedAt } = event;
  return [
    change(
      OrganizationRow,
      { tenantId, organizationId: data.organizationId },
      (row) => row && { ...row, status: now, updatedAt: recordedAt, changedAt: position },
    ),
  ];
};

export const organizationProjection = projection({
  name: 'organization',
  service: 'tenancy',
  version: 1,
  tables: [OrganizationRow],
  keyColumn: 'organizationId',
  key: (event) => (event.data as { organizationId: string }).organizationId,
  on: [
    on(OrganizationCreated, ({ tenantId, data, position, recordedAt }) => [
      change(OrganizationRow, { tenantId, organizationId: data.organizationId }, () => ({
        ...data,
        tenantId,
        status: 'active' as const,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        changedAt: position,
      })),
    ]),
    on(OrganizationSuspended, status('suspended')),
    on(OrganizationReactivated, status('active')),
  ],
});
