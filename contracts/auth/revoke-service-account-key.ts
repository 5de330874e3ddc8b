import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'auth.revoke-service-account-key',
  permission: 'user.status.set',
  route: 'DELETE /service-accounts/{serviceAccountId}/api-keys/{accountKeyId}',
  status: 200,
  summary: 'Revoke an API key of a service account; its next request is refused',
  answers: Created,
})
export class RevokeServiceAccountKey {
  @Id() serviceAccountId!: string;
  @Id() accountKeyId!: string;
}
