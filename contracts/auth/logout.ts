import { Command } from '../declare/contract';
import { Flag, Secret } from '../declare/fields';

export class SignedOut {
  @Flag({ description: 'False where none of the tokens was good, or the session had ended' }) ended!: boolean;
}

/** Ends the session of the refresh token, and that of the access token. Tokens that are good no more are ignored. */
@Command({
  subject: 'auth.logout',
  permission: 'public',
  optionalCaller: true,
  route: 'POST /auth/logout',
  status: 200,
  summary: 'End the session of a refresh token or of the access token',
  answers: SignedOut,
  refuses: ['CSRF_REFUSED'],
  sentBy: ['gateway'],
  beforePasswordChange: true,
  beforeSecondFactor: true,
})
export class Logout {
  @Secret({
    max: 1000,
    optional: true,
    description: "Default: that of the cookie; else the access token's session alone",
  })
  refreshToken?: string;
  @Secret({ max: 100, optional: true, internal: true, description: 'Where the refresh token was in a cookie' })
  csrfToken?: string;
}
