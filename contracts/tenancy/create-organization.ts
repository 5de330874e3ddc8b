import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Currency, Email, Nested, OrganizationSlug, Text, TimeZone } from '../declare/fields';
import { Password } from '../values/password';
import { TIERS, type Tier } from './organization-limits';

export class FirstAdministrator {
  @Email() email!: string;
  @Text({ max: 200, example: 'Ada Lovelace' }) name!: string;
  @Password({ optional: true, description: 'Without one, an invitation is mailed' }) password?: string;
}

@Command({
  subject: 'tenancy.create-organization',
  permission: 'organization.create',
  route: 'POST /organizations',
  status: 201,
  location: '/organizations/{id}',
  summary: 'Create an organisation',
  answers: Created,
  refuses: ['DUPLICATE', 'LIMIT_REACHED'],
  platform: true,
})
export class CreateOrganization {
  @OrganizationSlug() slug!: string;
  @Text({ max: 200, example: 'Acme Foods' }) name!: string;
  @Text({ max: 50, optional: true, description: 'Default: company', example: 'company' }) type?: string;
  @Choice(TIERS, { optional: true, description: 'Default: free', example: 'pro' }) tier?: Tier;
  @TimeZone({ optional: true, description: 'Default: UTC' }) timeZone?: string;
  @Currency({ optional: true, description: 'Default: EUR' }) currency?: string;
  @Nested(() => FirstAdministrator, { optional: true, example: { email: 'ada@example.com', name: 'Ada Lovelace' } })
  admin?: FirstAdministrator;
}
