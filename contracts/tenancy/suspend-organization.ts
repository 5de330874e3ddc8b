import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id, Text } from '../declare/fields';

@Command({
  subject: 'tenancy.suspend-organization',
  permission: 'organization.suspend',
  route: 'POST /organizations/{organizationId}/suspend',
  status: 200,
  ifMatch: true,
  summary: 'Suspend an organisation: every session in it ends',
  answers: Created,
  refuses: ['CONFLICT'],
  platform: true,
})
export class SuspendOrganization {
  @Id() organizationId!: string;
  @Text({ max: 500, optional: true }) reason?: string;
}
