import { IsNull } from 'typeorm';
import { membershipFacts } from '#contracts/auth/membership-facts';
import { DomainError } from '#contracts/errors';
import type { GetOrganizationUsage, OrganizationUsage } from '#contracts/tenancy/get-organization-usage';
import type { QueryGiven } from '#libs/runtime';
import { DepartmentRow } from '../department/department.entity';
import { DomainRow } from '../domain/domain.entity';
import { EmployeeRow } from '../employee/employee.entity';
import { limitsInForce } from './limits-in-force';
import { OrganizationRow } from './organization.entity';

export async function organizationUsage(
  { organizationId }: GetOrganizationUsage,
  { rows, lookup, config }: QueryGiven,
): Promise<OrganizationUsage> {
  const tenantId = organizationId;
  // Before anything else of it is read: the caller sees this row or nothing.
  const organization = await rows.findOneBy(OrganizationRow, { tenantId, organizationId });
  if (!organization) throw new DomainError('NOT_FOUND', 'There is no such organisation');
  const limits = limitsInForce(organization, config);
  const { state: users } = await lookup.state(membershipFacts, tenantId, tenantId);
  return {
    // An employment without an end has a slot.
    employees: { used: await rows.countBy(EmployeeRow, { tenantId, lastDay: IsNull() }), limit: limits.employees },
    users: { used: [...users.values()].filter((status) => status !== 'inactive').length, limit: limits.users },
    departments: { used: await rows.countBy(DepartmentRow, { tenantId }), limit: null },
    domains: { used: await rows.countBy(DomainRow, { tenantId }), limit: null },
  };
}
