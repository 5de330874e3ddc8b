import type { ServiceDefinition } from '#libs/runtime';
import { organizationFeature } from './organization/organization.feature';

/** Organisations: the tenants of the platform. */
export const tenancy: ServiceDefinition = { name: 'tenancy', features: [organizationFeature] };
