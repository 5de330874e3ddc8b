import { Command } from '../declare/contract';
import { Email, Secret } from '../declare/fields';
import { Taken } from './taken';

/** The answer is the same for an address that another account has. */
@Command({
  subject: 'auth.change-email',
  permission: 'self',
  route: 'POST /auth/email',
  status: 200,
  summary: 'Ask for another e-mail address; it is changed by the link that is mailed to the new one',
  answers: Taken,
  refuses: ['FORBIDDEN', 'STEP_UP_REQUIRED', 'INVALID_CREDENTIALS', 'ACCOUNT_LOCKED', 'SESSION_ENDED'],
  platform: true,
})
export class ChangeEmail {
  @Email() email!: string;
  @Secret({ max: 1000, optional: true, description: 'The present password' }) password?: string;
}
