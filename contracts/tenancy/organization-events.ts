import { Event } from '../declare/event';
import { Choice, Currency, Email, Flag, Id, Name, Nested, Slug, Text, TimeZone } from '../declare/fields';
import { CODE_PAGES, type CodePage } from '../imports/import-mapping';
import { LimitOverrides, TIERS, type Tier } from './organization-limits';
import { SessionPolicy } from './session-policy';

export const ORGANIZATION_STATUSES = ['active', 'suspended'] as const;
export type OrganizationStatus = (typeof ORGANIZATION_STATUSES)[number];

/** All details of the organisation as of then. */
class OrganizationDetails {
  @Id() organizationId!: string;
  @Slug() slug!: string;
  @Text({ max: 200 }) name!: string;
  @Text({ max: 50 }) type!: string;
  @Choice(TIERS) tier!: Tier;
  @TimeZone() timeZone!: string;
  @Currency() currency!: string;
}

@Event<OrganizationCreated>({
  category: 'tenancy.organization',
  version: 1,
  entity: { type: 'organization', id: 'organizationId', label: 'name' },
  implies: { status: 'active' },
  action: 'organization.created',
  summary: 'An organisation was created',
})
export class OrganizationCreated extends OrganizationDetails {
  static readonly type = 'OrganizationCreated';
  @Nested(() => LimitOverrides) limits!: LimitOverrides;
}

/** Holds what did not change too: the audit trail finds the difference. */
@Event<OrganizationChanged>({
  category: 'tenancy.organization',
  version: 1,
  entity: { type: 'organization', id: 'organizationId', label: 'name' },
  action: 'organization.changed',
  summary: 'An organisation was changed',
})
export class OrganizationChanged extends OrganizationDetails {
  static readonly type = 'OrganizationChanged';
}

@Event<OrganizationLimitsSet>({
  category: 'tenancy.organization',
  version: 1,
  entity: { type: 'organization', id: 'organizationId' },
  action: 'organization.limits_set',
  summary: 'The limits of an organisation were set',
})
export class OrganizationLimitsSet {
  static readonly type = 'OrganizationLimitsSet';
  @Id() organizationId!: string;
  @Nested(() => LimitOverrides) limits!: LimitOverrides;
}

@Event<OrganizationSessionsSet>({
  category: 'tenancy.organization',
  version: 1,
  entity: { type: 'organization', id: 'organizationId' },
  action: 'organization.sessions_set',
  summary: 'The lifetime of sessions in an organisation was set',
})
export class OrganizationSessionsSet {
  static readonly type = 'OrganizationSessionsSet';
  @Id() organizationId!: string;
  @Nested(() => SessionPolicy) sessions!: SessionPolicy;
}

@Event<OrganizationCodePageSet>({
  category: 'tenancy.organization',
  version: 1,
  entity: { type: 'organization', id: 'organizationId' },
  action: 'organization.code_page_set',
  summary: 'The code page of the files of an organisation was set',
})
export class OrganizationCodePageSet {
  static readonly type = 'OrganizationCodePageSet';
  @Id() organizationId!: string;
  @Choice(CODE_PAGES) codePage!: CodePage;
}

/** Sessions without a confirmed factor may do nothing else in the organisation until they have one. */
@Event<OrganizationSecondFactorSet>({
  category: 'tenancy.organization',
  version: 1,
  entity: { type: 'organization', id: 'organizationId' },
  action: 'organization.second_factor_set',
  summary: 'It was set whether an organisation requires a second factor',
})
export class OrganizationSecondFactorSet {
  static readonly type = 'OrganizationSecondFactorSet';
  @Id() organizationId!: string;
  @Flag() requireSecondFactor!: boolean;
}

/**
 * Appended with `OrganizationCreated` when the first administrator is to be created too; auth does so in answer to it.
 */
@Event<FirstAdministratorNamed>({
  category: 'tenancy.organization',
  version: 1,
  personal: { subject: 'membershipId', fields: ['email', 'name'] },
  entity: { type: 'organization', id: 'organizationId' },
  action: 'organization.first_administrator_named',
  summary: 'The first administrator of an organisation was named',
})
export class FirstAdministratorNamed {
  static readonly type = 'FirstAdministratorNamed';
  @Id() organizationId!: string;
  @Id() membershipId!: string;
  @Email() email!: string;
  @Text({ max: 200 }) name!: string;
  @Id({
    nullable: true,
    technical: true,
    description: "The password's row in auth; null: an invitation is mailed",
  })
  passwordId!: string | null;
}

/** The outcome of auth's creation of the first administrator. */
@Event<FirstAdministratorSettled>({
  category: 'tenancy.organization',
  version: 1,
  entity: { type: 'organization', id: 'organizationId' },
  action: 'organization.first_administrator_settled',
  summary: 'The first administrator of an organisation was created, or could not be',
})
export class FirstAdministratorSettled {
  static readonly type = 'FirstAdministratorSettled';
  @Id() organizationId!: string;
  @Choice(['done', 'failed']) outcome!: 'done' | 'failed';
  @Name({ nullable: true, description: 'Why it failed', example: 'LIMIT_REACHED' }) code!: string | null;
}

@Event<OrganizationSuspended>({
  category: 'tenancy.organization',
  version: 1,
  entity: { type: 'organization', id: 'organizationId' },
  narrowsAccess: 'organization',
  implies: { status: 'suspended' },
  action: 'organization.suspended',
  summary: 'An organisation was suspended',
})
export class OrganizationSuspended {
  static readonly type = 'OrganizationSuspended';
  @Id() organizationId!: string;
  @Text({ max: 500, nullable: true }) reason!: string | null;
}

@Event<OrganizationReactivated>({
  category: 'tenancy.organization',
  version: 1,
  entity: { type: 'organization', id: 'organizationId' },
  implies: { status: 'active' },
  action: 'organization.reactivated',
  summary: 'An organisation was reactivated',
})
export class OrganizationReactivated {
  static readonly type = 'OrganizationReactivated';
  @Id() organizationId!: string;
  @Text({ max: 500, nullable: true }) reason!: string | null;
}
