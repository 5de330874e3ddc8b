import { Created } from '../created';
import { Command } from '../declare/contract';
import { Count, Id } from '../declare/fields';

/** A lower limit than what is used is allowed: nothing more can be added. */
@Command({
  subject: 'tenancy.set-organization-limits',
  permission: 'organization.limits.set',
  route: 'PUT /organizations/{organizationId}/limits',
  status: 200,
  ifMatch: true,
  summary: 'Set limits of an organisation, above those of its tier and of the environment',
  answers: Created,
  platform: true,
})
export class SetOrganizationLimits {
  @Id() organizationId!: string;
  @Count({ min: 0, max: 1_000_000, optional: true, nullable: true, example: 500, description: 'Null takes it back' })
  employees?: number | null;
  @Count({ min: 0, max: 1_000_000, optional: true, nullable: true, description: 'Null takes it back' })
  users?: number | null;
  @Count({
    min: 1,
    max: 10_000_000,
    optional: true,
    nullable: true,
    description: 'Of all users together; null takes it back',
  })
  requestsPerMinute?: number | null;
}
