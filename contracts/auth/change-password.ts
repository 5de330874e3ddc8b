import { Command } from '../declare/contract';
import { Secret } from '../declare/fields';
import { Password } from '../values/password';
import { SignedIn } from './signed-in';

/**
 * The session goes on under a new id, with the tokens of the answer; all others of the password end. In a session by a
 * password that an organisation set, it is that password which is replaced.
 */
@Command({
  subject: 'auth.change-password',
  permission: 'self',
  route: 'POST /auth/password',
  status: 200,
  summary: 'Change the password of this session',
  answers: SignedIn,
  refuses: ['FORBIDDEN', 'INVALID_CREDENTIALS', 'ACCOUNT_LOCKED', 'SESSION_ENDED', 'ORGANIZATION_SUSPENDED'],
  platform: true,
  beforePasswordChange: true,
  beforeSecondFactor: true,
})
export class ChangePassword {
  @Secret({ max: 1000, description: 'The password that this session was begun with' }) current!: string;
  @Password({ secondFactor: true, description: '15 characters, or 12 where the account has a second factor' })
  password!: string;
}
