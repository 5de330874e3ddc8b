import {
  FirstAdministratorNamed,
  FirstAdministratorSettled,
  OrganizationCreated,
  OrganizationReactivated,
  OrganizationSuspended,
  type OrganizationEvent,
} from '#contracts/tenancy/organization-events';
import type { Aggregate, Lookup } from '#libs/event-sourcing';

/** How many users an organisation may have; none where there is no such organisation. */
export interface UserLimit {
  readonly limit: number;
}

/** Tenancy's stream of the organisation, folded for auth's own decisions; nothing is ever appended to it from here. */
const organizationLimits: Aggregate<UserLimit, OrganizationEvent> = {
  category: 'tenancy.organization',
  events: [
    OrganizationCreated,
    FirstAdministratorNamed,
    FirstAdministratorSettled,
    OrganizationSuspended,
    OrganizationReactivated,
  ],
  initial: () => ({ limit: 0 }),
  evolve: (state, { type, data }) => {
    switch (type) {
      case 'OrganizationCreated':
        return { limit: data.limits.users };
      case 'FirstAdministratorNamed':
      case 'FirstAdministratorSettled':
      case 'OrganizationSuspended':
      case 'OrganizationReactivated':
        return state;
    }
  },
};

/** The limit as tenancy recorded it, so that what is refused is what the organisation shows. */
export async function userLimit(lookup: Lookup, organizationId: string): Promise<UserLimit> {
  return (await lookup.state(organizationLimits, organizationId, organizationId)).state;
}
