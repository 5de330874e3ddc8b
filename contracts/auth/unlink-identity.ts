import { Created } from '../created';
import { Command } from '../declare/contract';

@Command({
  subject: 'auth.unlink-identity',
  permission: 'self',
  route: 'DELETE /auth/oidc/link',
  status: 200,
  summary: 'Unlink your identity at the provider of the organisation, and end your sessions by it',
  answers: Created,
  refuses: ['FORBIDDEN', 'NOT_FOUND'],
  stepUp: true,
})
export class UnlinkIdentity {}
