import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import { OrganizationReactivated, OrganizationSuspended } from '#contracts/tenancy/organization-events';
import { reactor } from '#libs/event-sourcing';

/** Completes a publication that tenancy requests before it answers, when that failed. */
export const organizationStatusReactor = reactor({
  name: 'organization-status',
  service: 'auth',
  // A suspension that was cut off before this reactor existed still holds; an older status never replaces a newer.
  from: 'start',
  on: [OrganizationSuspended, OrganizationReactivated],
  react: ({ type, data, revision }) => {
    const { organizationId } = data as OrganizationSuspended;
    const status = type === OrganizationSuspended.type ? 'suspended' : 'active';
    return [{ contract: ApplyOrganizationStatus, payload: { organizationId, status, revision } }];
  },
});
