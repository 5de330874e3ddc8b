import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';

@Command({
  subject: 'tenancy.create-domain',
  permission: 'domain.create',
  route: 'POST /domains',
  status: 201,
  location: '/domains/{id}',
  summary: 'Create a domain: an area of work with an owner and members',
  answers: Created,
})
export class CreateDomain {
  @Text({ max: 200, example: 'Night shift' }) name!: string;
  @Text({ max: 500, optional: true, lines: true, example: 'Everything after 22:00' }) description?: string;
  @Id({ optional: true, description: 'A user; default: the caller' }) ownerId?: string;
}
