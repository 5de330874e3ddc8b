import { directory } from '../declare/directory';
import { Choice, Slug, Text, TimeZone } from '../declare/fields';
import { on } from '../declare/on';
import {
  ORGANIZATION_STATUSES,
  OrganizationChanged,
  OrganizationCreated,
  OrganizationReactivated,
  OrganizationSuspended,
  type OrganizationStatus,
} from './organization-events';

/** The attributes of an organisation that other services may show. Decisions use `organizationFacts`. */
export class OrganizationEntry {
  @Slug() slug!: string;
  @Text({ max: 200 }) name!: string;
  @Choice(ORGANIZATION_STATUSES) status!: OrganizationStatus;
  @TimeZone() timeZone!: string;
}

/** Its entry is a row of the organisation's own tenant: `tenantId` and `id` are one value. */
export const organizationDirectory = directory('organization', OrganizationEntry, {
  version: 2,
  from: [
    on(OrganizationCreated, ({ data: { slug, name, timeZone } }) => ({
      slug,
      name,
      timeZone,
      status: 'active' as const,
    })),
  ],
  on: [
    on(OrganizationChanged, ({ data: { slug, name, timeZone } }) => ({ slug, name, timeZone })),
    on(OrganizationSuspended, () => ({ status: 'suspended' as const })),
    on(OrganizationReactivated, () => ({ status: 'active' as const })),
  ],
});
