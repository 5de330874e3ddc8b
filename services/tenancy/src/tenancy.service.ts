import { activeOrganizations, service } from '#libs/runtime';
import { departmentFeature } from './department/department.feature';
import { domainFeature } from './domain/domain.feature';
import { employeeFeature } from './employee/employee.feature';
import { organizationFeature } from './organization/organization.feature';
import { organizations } from './organization/organizations.entity';
import type { TenancyParts } from './tenancy.provider';

/** Organisations: the tenants of the platform, with their departments, domains and employees. */
export const tenancy = service<TenancyParts>({
  name: 'tenancy',
  parts: (parts) => parts as TenancyParts,
  features: [organizationFeature, departmentFeature, domainFeature, employeeFeature],
  scheduledOrganizations: activeOrganizations(organizations),
});
