import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

/** Sessions by the provider end. Linked identities stay, and are good again when the same issuer is set again. */
@Command({
  subject: 'auth.remove-identity-provider',
  permission: 'organization.update',
  stepUp: true,
  route: 'DELETE /organizations/{organizationId}/identity-provider',
  status: 200,
  ifMatch: true,
  summary: 'Remove the identity provider of an organisation, and end all sessions by it',
  answers: Created,
  platform: true,
})
export class RemoveIdentityProvider {
  @Id() organizationId!: string;
}
