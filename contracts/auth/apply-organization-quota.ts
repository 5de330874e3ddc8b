import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

/** Publishes the requests that an organisation has in a minute to every gateway. */
@Command({
  subject: 'auth.apply-organization-quota',
  permission: 'service',
  status: 200,
  summary: 'Publish the rate limit of an organisation',
  answers: Created,
  sentBy: ['auth'],
})
export class ApplyOrganizationQuota {
  @Id() organizationId!: string;
}
