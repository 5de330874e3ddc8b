import { Command } from '../declare/contract';
import { LinkToken } from './link-token';
import { Taken } from './taken';

/** The link of a change of address is used here, too. */
@Command({
  subject: 'auth.verify-email',
  permission: 'public',
  optionalCaller: true,
  route: 'POST /auth/verify-email',
  status: 200,
  summary: 'Prove an e-mail address by the link of a mail, or ask for such a mail when signed in',
  answers: Taken,
  refuses: ['LINK_INVALID', 'UNAUTHENTICATED', 'FORBIDDEN', 'SESSION_ENDED'],
  sentBy: ['gateway'],
})
export class VerifyEmail {
  @LinkToken({ optional: true }) token?: string;
}
