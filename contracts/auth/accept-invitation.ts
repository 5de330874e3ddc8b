import { Command } from '../declare/contract';
import { Choice, Count, Id, Nested, Secret, Text } from '../declare/fields';
import { Password } from '../values/password';
import { LinkToken } from './link-token';
import { SignedInUser } from './signed-in';

/** With the tokens of a session for an account that the invitation has given to its person, and without otherwise. */
export class AcceptedInvitation {
  @Id() organizationId!: string;
  @Id({ description: 'The membership' }) userId!: string;
  @Secret({ max: 8000, optional: true, description: 'A JWT (ES256) for `Authorization: Bearer`' }) accessToken?: string;
  @Choice(['Bearer', 'Cookie'], { optional: true }) tokenType?: 'Bearer' | 'Cookie';
  @Count({ min: 1, max: 86_400, optional: true, description: 'Seconds until the access token expires', example: 900 })
  expiresIn?: number;
  @Secret({ max: 1000, optional: true, description: 'Good for one refresh' }) refreshToken?: string;
  @Secret({ max: 100, optional: true, description: 'For `X-CSRF-Token`: with cookies, every change needs it' })
  csrfToken?: string;
  @Nested(() => SignedInUser, { optional: true }) user?: SignedInUser;
}

/**
 * An account that nobody has made theirs gets the password, and its address is proven. An account that is somebody's
 * stays as it is: its own session accepts.
 */
@Command({
  subject: 'auth.accept-invitation',
  permission: 'public',
  optionalCaller: true,
  route: 'POST /auth/invitations/accept',
  status: 200,
  summary: 'Accept the invitation of a mail: with a password for a new account, else with the session of the account',
  answers: AcceptedInvitation,
  refuses: ['LINK_INVALID', 'UNAUTHENTICATED', 'SESSION_ENDED', 'ORGANIZATION_SUSPENDED'],
  sentBy: ['gateway'],
})
export class AcceptInvitation {
  @LinkToken() token!: string;
  @Password({ optional: true, description: 'Of a new account; required for one' }) password?: string;
  @Text({ max: 200, optional: true, description: 'Of a new account. Default: as the organisation typed it' })
  name?: string;
}
