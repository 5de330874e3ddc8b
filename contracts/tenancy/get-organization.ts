import { Query } from '../contract';
import { Choice, Currency, Id, Instant, Nested, Slug, Text, TimeZone } from '../fields';
import {
  ORGANIZATION_STATUSES,
  OrganizationLimits,
  TIERS,
  type OrganizationStatus,
  type Tier,
} from './organization-events';

export class Organization {
  @Id() id!: string;
  @Slug() slug!: string;
  @Text({ max: 200, example: 'Acme Foods' }) name!: string;
  @Text({ max: 50, example: 'company' }) type!: string;
  @Choice(TIERS) tier!: Tier;
  @Choice(ORGANIZATION_STATUSES) status!: OrganizationStatus;
  @TimeZone() timeZone!: string;
  @Currency() currency!: string;
  @Nested(() => OrganizationLimits) limits!: OrganizationLimits;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'tenancy.get-organization',
  permission: 'organization.read',
  route: 'GET /organizations/{organizationId}',
  summary: 'Read an organisation',
  answers: Organization,
  reads: ['organization'],
  etag: true,
  platform: true,
})
export class GetOrganization {
  @Id() organizationId!: string;
}
