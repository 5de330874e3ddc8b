import { Query } from '../declare/contract';
import { Id, List } from '../declare/fields';
import { MAX_DOMAIN_MEMBERS } from './domain-events';
import { DomainSummary } from './list-domains';

export class Domain extends DomainSummary {
  @List(Id(), { max: MAX_DOMAIN_MEMBERS, description: 'Users, the owner among them' }) members!: readonly string[];
}

@Query({
  subject: 'tenancy.get-domain',
  permission: 'domain.read',
  route: 'GET /domains/{domainId}',
  summary: 'Read a domain with its members',
  answers: Domain,
  etag: true,
  scope: { by: 'domain', of: 'domainId' },
})
export class GetDomain {
  @Id() domainId!: string;
}
