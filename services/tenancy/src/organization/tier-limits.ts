import type { OrganizationLimits, Tier } from '#contracts/tenancy/organization-events';

const TIER_LIMITS: Readonly<Record<Tier, OrganizationLimits>> = {
  free: { employees: 200, users: 200 },
  pro: { employees: 1_000, users: 1_000 },
  enterprise: { employees: 10_000, users: 10_000 },
};

/** The limits of a new organisation: its tier's, except for those that the environment sets. */
export function limitsOf(tier: Tier, employeeLimit: number | undefined): OrganizationLimits {
  const limits = TIER_LIMITS[tier];
  return { ...limits, employees: employeeLimit ?? limits.employees };
}
