import {
  FirstAdministratorNamed,
  FirstAdministratorSettled,
  OrganizationCreated,
  OrganizationReactivated,
  OrganizationSuspended,
  type OrganizationEvent,
} from '#contracts/tenancy/organization-events';
import type { Aggregate } from '#libs/event-sourcing';

/** What stock needs to know of its organisation: in which time zone its days begin. */
export interface OrganizationZone {
  /** IANA. */
  readonly timeZone: string;
}

/** Tenancy's stream of the organisation, folded for stock's own decisions; nothing is ever appended to it from here. */
export const organizationZone: Aggregate<OrganizationZone, OrganizationEvent> = {
  category: 'tenancy.organization',
  events: [
    OrganizationCreated,
    FirstAdministratorNamed,
    FirstAdministratorSettled,
    OrganizationSuspended,
    OrganizationReactivated,
  ],
  initial: () => ({ timeZone: 'UTC' }),
  evolve: (state, { type, data }) => {
    switch (type) {
      case 'OrganizationCreated':
        return { timeZone: data.timeZone };
      case 'FirstAdministratorNamed':
      case 'FirstAdministratorSettled':
      case 'OrganizationSuspended':
      case 'OrganizationReactivated':
        return state;
    }
  },
};
