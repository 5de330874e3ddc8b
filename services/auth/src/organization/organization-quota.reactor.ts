import { ApplyOrganizationQuota } from '#contracts/auth/apply-organization-quota';
import { on } from '#contracts/declare/on';
import {
  OrganizationChanged,
  OrganizationCreated,
  OrganizationLimitsSet,
} from '#contracts/tenancy/organization-events';
import { reactor, type Wanted } from '#libs/event-sourcing';

const apply = ({ organizationId }: { readonly organizationId: string }): readonly Wanted[] => [
  { contract: ApplyOrganizationQuota, payload: { organizationId } },
];

/** Publishes the rate limit of an organisation whenever its tier or its limits may have changed. */
export const organizationQuotaReactor = reactor({
  name: 'organization-quota',
  service: 'auth',
  from: 'start',
  on: [
    on(OrganizationCreated, ({ data }) => apply(data)),
    on(OrganizationChanged, ({ data }) => apply(data)),
    on(OrganizationLimitsSet, ({ data }) => apply(data)),
  ],
});
