import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id, Text } from '../declare/fields';

@Command({
  subject: 'tenancy.reactivate-organization',
  permission: 'organization.suspend',
  route: 'POST /organizations/{organizationId}/reactivate',
  status: 200,
  ifMatch: true,
  summary: 'Reactivate a suspended organisation',
  answers: Created,
  refuses: ['CONFLICT'],
  platform: true,
})
export class ReactivateOrganization {
  @Id() organizationId!: string;
  @Text({ max: 500, optional: true }) reason?: string;
}
