import { service } from '#libs/runtime';
import { organizationFeature } from './organization/organization.feature';
import type { TenancyParts } from './tenancy.provider';
import { departmentFeature } from './department/department.feature';

/** Organisations: the tenants of the platform. */
export const tenancy = service<TenancyParts>({
  name: 'tenancy',
  parts: (parts) => parts as TenancyParts,
  features: [organizationFeature, departmentFeature],
});
