import { evolve, foreign } from '../declare/fold';
import { DEFAULT_CODE_PAGE, type CodePage } from '../imports/import-mapping';
import {
  OrganizationChanged,
  OrganizationCodePageSet,
  OrganizationCreated,
  OrganizationLimitsSet,
  OrganizationReactivated,
  OrganizationSecondFactorSet,
  OrganizationSessionsSet,
  OrganizationSuspended,
} from './organization-events';
import { limitsOf, type LimitOverrides, type OrganizationLimits, type Tier } from './organization-limits';
import { LONGEST_SESSIONS, type SessionPolicy } from './session-policy';

/** The facts of an organisation that other services may use in decisions. */
export interface OrganizationFacts {
  readonly status: 'absent' | 'active' | 'suspended';
  /** The revision at which it was created, suspended or reactivated last. */
  readonly statusSince: number;
  readonly slug: string;
  readonly name: string;
  /** IANA: the time zone of its days. */
  readonly timeZone: string;
  readonly currency: string;
  /** Of uploads that are not Unicode. */
  readonly codePage: CodePage;
  readonly tier: Tier;
  /** Zero when there is no such organisation. Of employees tenancy alone knows: a setting of its own may count. */
  readonly limits: Omit<OrganizationLimits, 'employees'>;
  /** As a platform administrator has set them. */
  readonly overrides: LimitOverrides;
  readonly sessions: SessionPolicy;
  readonly requireSecondFactor: boolean;
  /** The revision at which that was set last; 0 before. */
  readonly secondFactorSince: number;
}

const ABSENT: OrganizationFacts = {
  status: 'absent',
  statusSince: 0,
  slug: '',
  name: '',
  timeZone: 'UTC',
  currency: 'EUR',
  codePage: DEFAULT_CODE_PAGE,
  tier: 'free',
  limits: { users: 0, requestsPerMinute: 0 },
  overrides: { employees: null, users: null, requestsPerMinute: null },
  sessions: LONGEST_SESSIONS,
  requireSecondFactor: false,
  secondFactorSince: 0,
};

/** The organisation's stream is in its own tenant, named by its id. */
export const organizationFacts = foreign('tenancy.organization', () => ABSENT, [
  evolve(OrganizationCreated, (state, { data: { slug, name, timeZone, currency, tier, limits }, revision }) =>
    limited({
      ...state,
      status: 'active',
      statusSince: revision,
      slug,
      name,
      timeZone,
      currency,
      tier,
      overrides: limits,
    }),
  ),
  evolve(OrganizationChanged, (state, { data: { slug, name, timeZone, currency, tier } }) =>
    limited({ ...state, slug, name, timeZone, currency, tier }),
  ),
  evolve(OrganizationLimitsSet, (state, { data: { limits } }) => limited({ ...state, overrides: limits })),
  evolve(OrganizationCodePageSet, (state, { data: { codePage } }) => ({ ...state, codePage })),
  evolve(OrganizationSessionsSet, (state, { data: { sessions } }) => ({ ...state, sessions })),
  evolve(OrganizationSecondFactorSet, (state, { data: { requireSecondFactor }, revision: secondFactorSince }) => ({
    ...state,
    requireSecondFactor,
    secondFactorSince,
  })),
  evolve(OrganizationSuspended, (state, { revision }) => ({ ...state, status: 'suspended', statusSince: revision })),
  evolve(OrganizationReactivated, (state, { revision }) => ({ ...state, status: 'active', statusSince: revision })),
]);

function limited(facts: OrganizationFacts): OrganizationFacts {
  const { employees: _, ...limits } = limitsOf(facts.tier, facts.overrides);
  return { ...facts, limits };
}
