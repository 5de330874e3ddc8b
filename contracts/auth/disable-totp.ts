import { Command } from '../declare/contract';
import { Taken } from './taken';

/** The tokens of all sessions are refused until they are refreshed; the sessions go on. */
@Command({
  subject: 'auth.disable-totp',
  permission: 'self',
  route: 'POST /auth/totp/disable',
  status: 200,
  summary: 'Remove your second factor and its recovery codes',
  answers: Taken,
  refuses: ['FORBIDDEN'],
  platform: true,
  stepUp: true,
})
export class DisableTotp {}
