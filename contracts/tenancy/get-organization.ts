import { Query } from '../declare/contract';
import { Choice, Currency, Flag, Id, Instant, Name, Nested, Slug, Text, TimeZone } from '../declare/fields';
import { CODE_PAGES, type CodePage } from '../imports/import-mapping';
import { ORGANIZATION_STATUSES, type OrganizationStatus } from './organization-events';
import { SessionPolicy } from './session-policy';
import { OrganizationLimits, TIERS, type Tier } from './organization-limits';

const FIRST_ADMINISTRATOR_OUTCOMES = ['pending', 'done', 'failed'] as const;

/** The outcome of creating the first administrator; pending until auth has reported it. */
export class FirstAdministratorOutcome {
  @Choice(FIRST_ADMINISTRATOR_OUTCOMES) outcome!: (typeof FIRST_ADMINISTRATOR_OUTCOMES)[number];
  @Name({ nullable: true, description: 'Why it failed', example: 'LIMIT_REACHED' }) code!: string | null;
}

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
  @Nested(() => SessionPolicy) sessions!: SessionPolicy;
  @Choice(CODE_PAGES, { description: 'Of uploads that are not Unicode' }) codePage!: CodePage;
  @Flag() requireSecondFactor!: boolean;
  @Nested(() => FirstAdministratorOutcome, { nullable: true, description: 'Null when none was named' })
  firstAdministrator!: FirstAdministratorOutcome | null;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'tenancy.get-organization',
  permission: 'organization.read',
  route: 'GET /organizations/{organizationId}',
  summary: 'Read an organisation',
  answers: Organization,
  etag: true,
  platform: true,
})
export class GetOrganization {
  @Id() organizationId!: string;
}
