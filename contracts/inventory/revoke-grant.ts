import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';

@Command({
  subject: 'inventory.revoke-grant',
  permission: 'catalogue.grant.manage',
  route: 'POST /grants/{grantId}/revoke',
  status: 200,
  summary: 'Revoke a grant; its seat is free from then on',
  answers: Created,
  refuses: ['CONFLICT'],
  scope: { by: ['service', 'product'], of: 'scopeIds' },
})
export class RevokeGrant {
  @Id() grantId!: string;
  @Text({ max: 500, optional: true, lines: true, example: 'Left the project' }) reason?: string;
}
