import { Count, type FieldOptions } from '../declare/fields';

export const TIERS = ['free', 'pro', 'enterprise'] as const;
export type Tier = (typeof TIERS)[number];

const people = (options: FieldOptions) => Count({ min: 0, max: 1_000_000, ...options });
const requests = (options: FieldOptions) => Count({ min: 1, max: 10_000_000, ...options });

/** The most of each that an organisation may have. */
export class OrganizationLimits {
  @people({ example: 200 }) employees!: number;
  @people({ example: 200 }) users!: number;
  @requests({ example: 3_000, description: 'Of all its users together' }) requestsPerMinute!: number;
}

/** The limits that a platform administrator has set for one organisation; null: none is set. */
export class LimitOverrides {
  @people({ nullable: true, example: 500 }) employees!: number | null;
  @people({ nullable: true }) users!: number | null;
  @requests({ nullable: true }) requestsPerMinute!: number | null;
}

export const NO_OVERRIDES: LimitOverrides = { employees: null, users: null, requestsPerMinute: null };

const TIER_LIMITS: Readonly<Record<Tier, OrganizationLimits>> = {
  free: { employees: 200, users: 200, requestsPerMinute: 3_000 },
  pro: { employees: 1_000, users: 1_000, requestsPerMinute: 12_000 },
  enterprise: { employees: 10_000, users: 10_000, requestsPerMinute: 60_000 },
};

/** The limits in force: an override, else the environment's for all organisations, else the tier's. */
export function limitsOf(
  tier: Tier,
  overrides: LimitOverrides,
  environment: Partial<OrganizationLimits> = {},
): OrganizationLimits {
  const ofTier = TIER_LIMITS[tier];
  const limit = (name: keyof OrganizationLimits) => overrides[name] ?? environment[name] ?? ofTier[name];
  return { employees: limit('employees'), users: limit('users'), requestsPerMinute: limit('requestsPerMinute') };
}
