import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'auth.revoke-api-key',
  permission: 'self',
  route: 'DELETE /api-keys/{keyId}',
  status: 200,
  summary: 'Revoke one of your own API keys in this organisation; its next request is refused',
  answers: Created,
})
export class RevokeApiKey {
  @Id() keyId!: string;
}
