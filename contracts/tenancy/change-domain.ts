import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';

@Command({
  subject: 'tenancy.change-domain',
  permission: 'domain.manage',
  route: 'PATCH /domains/{domainId}',
  status: 200,
  ifMatch: true,
  summary: 'Change a domain; a new owner becomes a member',
  answers: Created,
  refuses: ['LIMIT_REACHED'],
  scope: { by: 'own', of: 'ownerId' },
})
export class ChangeDomain {
  @Id() domainId!: string;
  @Text({ max: 200, optional: true, example: 'Night shift and weekends' }) name?: string;
  @Text({ max: 500, optional: true, nullable: true, lines: true, description: 'Null removes it' })
  description?: string | null;
  @Id({ optional: true, description: 'A user' }) ownerId?: string;
}
