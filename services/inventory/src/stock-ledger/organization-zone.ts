import { ORGANIZATION_EVENTS, type OrganizationEvent } from '#contracts/tenancy/organization-events';
import type { Aggregate } from '#libs/event-sourcing';

/** What stock needs to know of its organisation: in which time zone its days begin. */
export interface OrganizationZone {
  /** IANA. */
  readonly timeZone: string;
}

/**
 * Tenancy's stream of the organisation, folded for stock's own decisions; nothing is ever appended to it from here.
 * Of its facts, whichever they are, only those that say a time zone count.
 */
export const organizationZone: Aggregate<OrganizationZone, OrganizationEvent> = {
  category: 'tenancy.organization',
  events: ORGANIZATION_EVENTS,
  initial: () => ({ timeZone: 'UTC' }),
  evolve: (state, { data }) => ('timeZone' in data ? { timeZone: data.timeZone } : state),
};
