import { Command } from '../declare/contract';
import { Email } from '../declare/fields';
import { Taken } from './taken';

/** The answer is the same for an address that another account has. */
@Command({
  subject: 'auth.change-email',
  permission: 'self',
  route: 'POST /auth/email',
  status: 200,
  summary: 'Ask for another e-mail address; it is changed by the link that is mailed to the new one',
  answers: Taken,
  refuses: ['FORBIDDEN'],
  platform: true,
  stepUp: true,
})
export class ChangeEmail {
  @Email() email!: string;
}
