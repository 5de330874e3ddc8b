import { Command } from '../declare/contract';
import { Email } from '../declare/fields';
import { Taken } from './taken';

/** The answer comes before the address is looked up: neither it nor its time shows whether there is an account. */
@Command({
  subject: 'auth.request-password-reset',
  permission: 'public',
  route: 'POST /auth/password-reset',
  status: 200,
  summary: 'Ask for a mail with a link that sets a new password',
  answers: Taken,
  sentBy: ['gateway'],
})
export class RequestPasswordReset {
  @Email() email!: string;
}
