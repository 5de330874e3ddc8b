import { DEFAULT_CODE_PAGE, type CodePage } from '#contracts/imports/import-mapping';
import {
  FirstAdministratorNamed,
  FirstAdministratorSettled,
  OrganizationChanged,
  OrganizationCreated,
  OrganizationLimitsSet,
  OrganizationReactivated,
  OrganizationCodePageSet,
  OrganizationSecondFactorSet,
  OrganizationSessionsSet,
  OrganizationSuspended,
} from '#contracts/tenancy/organization-events';
import { NO_OVERRIDES, type LimitOverrides } from '#contracts/tenancy/organization-limits';
import { LONGEST_SESSIONS, type SessionPolicy } from '#contracts/tenancy/session-policy';
import { evolve } from '#contracts/declare/fold';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The details of an organisation that can be changed. */
export type OrganizationDetails = Omit<OrganizationChanged, 'organizationId'>;

/** An organisation, as decisions see it. */
export interface OrganizationState {
  readonly status: 'absent' | 'active' | 'suspended';
  readonly details: OrganizationDetails;
  readonly overrides: LimitOverrides;
  readonly sessions: SessionPolicy;
  readonly codePage: CodePage;
  readonly requireSecondFactor: boolean;
  readonly firstAdministrator: 'none' | 'named' | 'settled';
}

const NOTHING: OrganizationDetails = { slug: '', name: '', type: '', tier: 'free', timeZone: 'UTC', currency: 'EUR' };

export const organization = aggregate(
  'tenancy.organization',
  (): OrganizationState => ({
    status: 'absent',
    details: NOTHING,
    overrides: NO_OVERRIDES,
    sessions: LONGEST_SESSIONS,
    codePage: DEFAULT_CODE_PAGE,
    requireSecondFactor: false,
    firstAdministrator: 'none',
  }),
  [
    evolve(OrganizationCreated, (state, { data }) => ({
      ...state,
      status: 'active',
      details: detailsIn(data),
      overrides: data.limits,
    })),
    evolve(OrganizationChanged, (state, { data }) => ({ ...state, details: detailsIn(data) })),
    evolve(OrganizationLimitsSet, (state, { data: { limits } }) => ({ ...state, overrides: limits })),
    evolve(OrganizationSecondFactorSet, (state, { data: { requireSecondFactor } }) => ({
      ...state,
      requireSecondFactor,
    })),
    evolve(OrganizationCodePageSet, (state, { data: { codePage } }) => ({ ...state, codePage })),
    evolve(OrganizationSessionsSet, (state, { data: { sessions } }) => ({ ...state, sessions })),
    evolve(FirstAdministratorNamed, (state) => ({ ...state, firstAdministrator: 'named' })),
    evolve(FirstAdministratorSettled, (state) => ({ ...state, firstAdministrator: 'settled' })),
    evolve(OrganizationSuspended, (state) => ({ ...state, status: 'suspended' })),
    evolve(OrganizationReactivated, (state) => ({ ...state, status: 'active' })),
  ],
  {
    /** Its slug, and its slot among the organisations that the platform's settings allow. A former slug is free. */
    reserve: ({ status, details: { slug } }) =>
      status === 'absent'
        ? []
        : [
            { unique: 'organization_slug', scope: 'platform', value: slug, pointer: '/slug' },
            { roster: 'organizations', scope: 'platform' },
          ],
  },
);

export type OrganizationEvent = EventsOf<typeof organization>;

function detailsIn({ slug, name, type, tier, timeZone, currency }: OrganizationDetails): OrganizationDetails {
  return { slug, name, type, tier, timeZone, currency };
}
