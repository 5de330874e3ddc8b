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
  sentBy: ['gateway'],
  beforePasswordChange: true,
  beforeSecondFactor: true,
})
export class Logout {
  @Secret({ max: 1000, optional: true, description: 'Default: the session of the access token alone' })
  refreshToken?: string;
}
