import {
  FirstAdministratorNamed,
  FirstAdministratorSettled,
  OrganizationCreated,
  OrganizationReactivated,
  OrganizationSuspended,
  type OrganizationStatus,
} from '#contracts/tenancy/organization-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, on, projection } from '#libs/projections';
import { OrganizationRow } from './organization.entity';

type OrganizationFact = Recorded<{ type: string; data: { organizationId: string } }>;

/** A change of the row; every event of the stream moves the revision that the entity tag is. */
function changed({ tenantId, data, revision }: OrganizationFact, fields: Partial<OrganizationRow>) {
  const key = { tenantId, organizationId: data.organizationId };
  return [change(OrganizationRow, key, (row) => row && { ...row, ...fields, revision })];
}

const status = (now: OrganizationStatus) => (event: OrganizationFact) =>
  changed(event, { status: now, updatedAt: event.recordedAt });

export const organizationProjection = projection({
  name: 'organization',
  service: 'tenancy',
  version: 1,
  tables: [OrganizationRow],
  keyColumn: 'organizationId',
  key: (event) => (event.data as { organizationId: string }).organizationId,
  on: [
    on(OrganizationCreated, ({ tenantId, data, revision, recordedAt }) => [
      change(OrganizationRow, { tenantId, organizationId: data.organizationId }, () => ({
        ...data,
        tenantId,
        status: 'active' as const,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(FirstAdministratorNamed, (event) => changed(event, {})),
    on(FirstAdministratorSettled, (event) => changed(event, {})),
    on(OrganizationSuspended, status('suspended')),
    on(OrganizationReactivated, status('active')),
  ],
});
