import { declareErrors } from '../declare/declare-errors';

export const authErrors = declareErrors({
  INVALID_CREDENTIALS: ['unauthenticated', 'E-mail address or password is wrong'],
  TOTP_REQUIRED: ['unauthenticated', 'This account has a second factor; send its code too'],
  TOTP_INVALID: ['unauthenticated', 'The code of the second factor is wrong, or was used before'],
  REFRESH_TOKEN_REUSED: ['unauthenticated', 'This refresh token was used before; sign in again'],
  LAST_ADMIN: ['rule', 'The last active administrator must remain'],
  LINK_INVALID: ['malformed', 'This link is not good, or no longer; ask for a new one'],
  SIGN_IN_INVALID: ['malformed', 'This sign-in is not good, or no longer; begin it again'],
  PROVIDER_REFUSED: ['forbidden', 'The identity provider did not confirm the sign-in; begin it again'],
  IDENTITY_UNKNOWN: ['forbidden', 'No user of the organisation has this identity; ask its administrator to invite you'],
  PROVIDER_UNAVAILABLE: ['unavailable', 'The identity provider does not answer; sign in with your password, or later'],
  ACCOUNT_LOCKED: ['rate_limited', 'Too many failed attempts; try again later'],
});
