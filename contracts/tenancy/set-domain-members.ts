import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, List } from '../declare/fields';
import { MAX_DOMAIN_MEMBERS } from './domain-events';

@Command({
  subject: 'tenancy.set-domain-members',
  permission: 'domain.manage',
  route: 'PUT /domains/{domainId}/members',
  status: 200,
  ifMatch: true,
  summary: 'Set the members of a domain; its owner always is one',
  answers: Created,
  refuses: ['LIMIT_REACHED'],
  scope: { by: 'own', of: 'ownerId' },
})
export class SetDomainMembers {
  @Id() domainId!: string;
  @List(Id(), { max: MAX_DOMAIN_MEMBERS, description: 'Users' }) members!: readonly string[];
}
