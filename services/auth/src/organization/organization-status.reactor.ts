import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import { on } from '#contracts/declare/on';
import {
  OrganizationReactivated,
  OrganizationSuspended,
  type OrganizationStatus,
} from '#contracts/tenancy/organization-events';
import { reactor, type Wanted } from '#libs/event-sourcing';

const apply = (organizationId: string, status: OrganizationStatus, revision: number): readonly Wanted[] => [
  { contract: ApplyOrganizationStatus, payload: { organizationId, status, revision } },
];

/** Completes a publication that tenancy requests before it answers, when that failed. */
export const organizationStatusReactor = reactor({
  name: 'organization-status',
  service: 'auth',
  // A suspension that was cut off before this reactor existed still holds; an older status never replaces a newer.
  from: 'start',
  on: [
    on(OrganizationSuspended, ({ data, revision }) => apply(data.organizationId, 'suspended', revision)),
    on(OrganizationReactivated, ({ data, revision }) => apply(data.organizationId, 'active', revision)),
  ],
});
