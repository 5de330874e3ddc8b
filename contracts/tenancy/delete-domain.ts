import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'tenancy.delete-domain',
  permission: 'domain.manage',
  route: 'DELETE /domains/{domainId}',
  status: 200,
  ifMatch: true,
  summary: 'Delete a domain',
  answers: Created,
  scope: { by: 'own', of: 'ownerId' },
})
export class DeleteDomain {
  @Id() domainId!: string;
}
