import { limitsOf, type OrganizationLimits } from '#contracts/tenancy/organization-limits';
import type { TenancySettings } from '../tenancy.provider';
import type { OrganizationRow } from './organization.entity';

/** The limits of an organisation's row; the environment sets one for the employees of every organisation. */
export function limitsInForce(
  { tier, overrides }: Pick<OrganizationRow, 'tier' | 'overrides'>,
  { employeeLimit }: Partial<TenancySettings>,
): OrganizationLimits {
  return limitsOf(tier, overrides, employeeLimit === undefined ? {} : { employees: employeeLimit });
}
