import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'auth.revoke-user-api-keys',
  permission: 'user.status.set',
  route: 'DELETE /users/{userId}/api-keys',
  status: 200,
  ifMatch: true,
  summary: 'Revoke all API keys that a user has in the organisation',
  answers: Created,
})
export class RevokeUserApiKeys {
  @Id() userId!: string;
}
