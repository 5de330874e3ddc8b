import {
  FirstAdministratorNamed,
  FirstAdministratorSettled,
  OrganizationCreated,
  OrganizationReactivated,
  OrganizationSuspended,
} from '#contracts/tenancy/organization-events';
import { evolve } from '#contracts/fold';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** An organisation, as decisions see it. */
export interface Organization {
  readonly status: 'absent' | 'active' | 'suspended';
  readonly firstAdministrator: 'none' | 'named' | 'settled';
}

export const organization = aggregate(
  'tenancy.organization',
  (): Organization => ({ status: 'absent', firstAdministrator: 'none' }),
  [
    evolve(OrganizationCreated, (state) => ({ ...state, status: 'active' })),
    evolve(FirstAdministratorNamed, (state) => ({ ...state, firstAdministrator: 'named' })),
    evolve(FirstAdministratorSettled, (state) => ({ ...state, firstAdministrator: 'settled' })),
    evolve(OrganizationSuspended, (state) => ({ ...state, status: 'suspended' })),
    evolve(OrganizationReactivated, (state) => ({ ...state, status: 'active' })),
  ],
);

export type OrganizationEvent = EventsOf<typeof organization>;
