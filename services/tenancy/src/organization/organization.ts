import { ORGANIZATION_EVENTS, type OrganizationEvent } from '#contracts/tenancy/organization-events';
import type { Aggregate } from '#libs/event-sourcing';

/** An organisation, as decisions see it. */
export interface Organization {
  readonly status: 'absent' | 'active' | 'suspended';
  readonly firstAdministrator: 'none' | 'named' | 'settled';
}

export const organization: Aggregate<Organization, OrganizationEvent> = {
  category: 'tenancy.organization',
  events: ORGANIZATION_EVENTS,
  initial: () => ({ status: 'absent', firstAdministrator: 'none' }),
  evolve: (state, { type }) => {
    switch (type) {
      case 'OrganizationCreated':
        return { ...state, status: 'active' };
      case 'FirstAdministratorNamed':
        return { ...state, firstAdministrator: 'named' };
      case 'FirstAdministratorSettled':
        return { ...state, firstAdministrator: 'settled' };
      case 'OrganizationSuspended':
        return { ...state, status: 'suspended' };
      case 'OrganizationReactivated':
        return { ...state, status: 'active' };
    }
  },
};
