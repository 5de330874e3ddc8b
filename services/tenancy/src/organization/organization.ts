import {
  FirstAdministratorNamed,
  FirstAdministratorSettled,
  OrganizationCreated,
  OrganizationReactivated,
  OrganizationSuspended,
} from '#contracts/tenancy/organization-events';
import { evolve } from '#contracts/declare/fold';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** An organisation, as decisions see it. */
export interface OrganizationState {
  readonly status: 'absent' | 'active' | 'suspended';
  readonly slug: string;
  readonly firstAdministrator: 'none' | 'named' | 'settled';
}

export const organization = aggregate(
  'tenancy.organization',
  (): OrganizationState => ({ status: 'absent', slug: '', firstAdministrator: 'none' }),
  [
    evolve(OrganizationCreated, (state, { data: { slug } }) => ({ ...state, status: 'active', slug })),
    evolve(FirstAdministratorNamed, (state) => ({ ...state, firstAdministrator: 'named' })),
    evolve(FirstAdministratorSettled, (state) => ({ ...state, firstAdministrator: 'settled' })),
    evolve(OrganizationSuspended, (state) => ({ ...state, status: 'suspended' })),
    evolve(OrganizationReactivated, (state) => ({ ...state, status: 'active' })),
  ],
  {
    /** Its slug, and its slot among the organisations that the platform's settings allow. */
    reserve: ({ status, slug }) =>
      status === 'absent'
        ? []
        : [
            { unique: 'organization_slug', scope: 'platform', value: slug, pointer: '/slug' },
            { roster: 'organizations', scope: 'platform' },
          ],
  },
);

export type OrganizationEvent = EventsOf<typeof organization>;
