import { Query } from '../declare/contract';
import { Count, Id, Nested } from '../declare/fields';

/** A number of things, and the most that there may be. */
export class Usage {
  @Count({ min: 0, max: 1_000_000_000 }) used!: number;
  @Count({ min: 0, max: 1_000_000_000, nullable: true, description: 'Null: no limit' }) limit!: number | null;
}

export class OrganizationUsage {
  @Nested(() => Usage) employees!: Usage;
  @Nested(() => Usage, { description: 'Invited people have a seat, deactivated ones have none' }) users!: Usage;
  @Nested(() => Usage) departments!: Usage;
  @Nested(() => Usage) domains!: Usage;
}

@Query({
  subject: 'tenancy.get-organization-usage',
  permission: 'organization.usage.read',
  route: 'GET /organizations/{organizationId}/usage',
  summary: 'Read how much of its limits an organisation uses',
  answers: OrganizationUsage,
  platform: true,
})
export class GetOrganizationUsage {
  @Id() organizationId!: string;
}
