import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

/** Also in another organisation; a password that an organisation set ends the sessions of that password alone. */
@Command({
  subject: 'auth.end-own-session',
  permission: 'self',
  route: 'DELETE /auth/sessions/{sessionId}',
  status: 200,
  summary: 'End one of your own sessions',
  answers: Created,
  platform: true,
})
export class EndOwnSession {
  @Id() sessionId!: string;
}
