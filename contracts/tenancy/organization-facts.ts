import { evolve, foreign } from '../declare/fold';
import {
  OrganizationCreated,
  OrganizationReactivated,
  OrganizationSuspended,
  type OrganizationLimits,
} from './organization-events';

/** What other services may know of an organisation when they decide. */
export interface OrganizationFacts {
  readonly status: 'absent' | 'active' | 'suspended';
  /** IANA: in which time zone its days begin. */
  readonly timeZone: string;
  readonly currency: string;
  /** None where there is no such organisation. */
  readonly limits: OrganizationLimits;
}

/** Its stream is named by the organisation, in the organisation's own tenant. */
export const organizationFacts = foreign(
  'tenancy.organization',
  (): OrganizationFacts => ({ status: 'absent', timeZone: 'UTC', currency: 'EUR', limits: { employees: 0, users: 0 } }),
  [
    evolve(OrganizationCreated, (_, { data: { timeZone, currency, limits } }) => ({
      status: 'active',
      timeZone,
      currency,
      limits,
    })),
    evolve(OrganizationSuspended, (state) => ({ ...state, status: 'suspended' })),
    evolve(OrganizationReactivated, (state) => ({ ...state, status: 'active' })),
  ],
);
