import { Query } from '../declare/contract';
import { Count, Id, Instant, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { MAX_DOMAIN_MEMBERS } from './domain-events';

export class DomainSummary {
  @Id() id!: string;
  @Text({ max: 200, example: 'Night shift' }) name!: string;
  @Text({ max: 500, nullable: true, lines: true, example: 'Everything after 22:00' }) description!: string | null;
  @Id({ description: 'A user' }) ownerId!: string;
  @Count({ min: 1, max: MAX_DOMAIN_MEMBERS }) memberCount!: number;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'tenancy.list-domains',
  permission: 'domain.read',
  route: 'GET /domains',
  summary: 'List domains',
  answers: DomainSummary,
  list: { sort: ['name', 'createdAt'], search: true },
  scope: { by: 'domain', of: 'domainId' },
})
export class ListDomains extends ListRequest {
  @Id({ optional: true }) ownerId?: string;
}
