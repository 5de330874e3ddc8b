import { evolve, foreign } from '../declare/fold';
import {
  OrganizationCreated,
  OrganizationReactivated,
  OrganizationSuspended,
  type OrganizationLimits,
} from './organization-events';

/** The facts of an organisation that other services may use in decisions. */
export interface OrganizationFacts {
  readonly status: 'absent' | 'active' | 'suspended';
  readonly name: string;
  /** IANA: the time zone of its days. */
  readonly timeZone: string;
  readonly currency: string;
  /** None when there is no such organisation. */
  readonly limits: OrganizationLimits;
}

/** The organisation's stream is in its own tenant, named by its id. */
export const organizationFacts = foreign(
  'tenancy.organization',
  (): OrganizationFacts => ({
    status: 'absent',
    name: '',
    timeZone: 'UTC',
    currency: 'EUR',
    limits: { employees: 0, users: 0 },
  }),
  [
    evolve(OrganizationCreated, (_, { data: { name, timeZone, currency, limits } }) => ({
      status: 'active',
      name,
      timeZone,
      currency,
      limits,
    })),
    evolve(OrganizationSuspended, (state) => ({ ...state, status: 'suspended' })),
    evolve(OrganizationReactivated, (state) => ({ ...state, status: 'active' })),
  ],
);
