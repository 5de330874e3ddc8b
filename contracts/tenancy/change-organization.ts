import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Currency, Flag, Id, Nested, OrganizationSlug, Text, TimeZone } from '../declare/fields';
import { CODE_PAGES, type CodePage } from '../imports/import-mapping';
import { TIERS, type Tier } from './organization-limits';
import { SessionPolicyChange } from './session-policy';

@Command({
  subject: 'tenancy.change-organization',
  permission: 'organization.update',
  route: 'PATCH /organizations/{organizationId}',
  status: 200,
  ifMatch: true,
  summary: 'Change an organisation; its slug and tier are for platform administrators',
  answers: Created,
  refuses: ['DUPLICATE', 'CURRENCY_IN_USE'],
  platform: true,
})
export class ChangeOrganization {
  @Id() organizationId!: string;
  @Text({ max: 200, optional: true, example: 'Acme Foods and Drinks' }) name?: string;
  @Text({ max: 50, optional: true }) type?: string;
  @TimeZone({ optional: true }) timeZone?: string;
  @Currency({ optional: true, description: 'Not after the first movement of stock with a value' }) currency?: string;
  @OrganizationSlug({ optional: true }) slug?: string;
  @Choice(TIERS, { optional: true }) tier?: Tier;
  @Nested(() => SessionPolicyChange, { optional: true }) sessions?: SessionPolicyChange;
  @Choice(CODE_PAGES, { optional: true, description: 'Of uploads that are not Unicode; windows-1252 until it is set' })
  codePage?: CodePage;
  @Flag({ optional: true, description: 'Its members must have confirmed a second factor' })
  requireSecondFactor?: boolean;
}
