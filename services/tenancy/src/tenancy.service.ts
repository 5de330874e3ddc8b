import { service } from '#libs/runtime';
import { departmentFeature } from './department/department.feature';
import { domainFeature } from './domain/domain.feature';
import { organizationFeature } from './organization/organization.feature';
import type { TenancyParts } from './tenancy.provider';

/** Organisations: the tenants of the platform, with their departments and domains. */
export const tenancy = service<TenancyParts>({
  name: 'tenancy',
  parts: (parts) => parts as TenancyParts,
  features: [organizationFeature, departmentFeature, domainFeature],
});
