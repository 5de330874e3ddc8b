import { Command } from '../declare/contract';
import { Password } from '../values/password';
import { LinkToken } from './link-token';
import { Taken } from './taken';

/** It gives no session. */
@Command({
  subject: 'auth.confirm-password-reset',
  permission: 'public',
  route: 'POST /auth/password-reset/confirm',
  status: 200,
  summary: 'Set a new password by the link of a mail; every session of the account ends',
  answers: Taken,
  refuses: ['LINK_INVALID'],
  sentBy: ['gateway'],
})
export class ConfirmPasswordReset {
  @LinkToken() token!: string;
  @Password({ secondFactor: true, description: '15 characters, or 12 where the account has a second factor' })
  password!: string;
}
