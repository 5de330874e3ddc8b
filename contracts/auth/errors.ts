import { declareErrors } from '../declare/declare-errors';

export const authErrors = declareErrors({
  INVALID_CREDENTIALS: ['unauthenticated', 'E-mail address or password is wrong'],
  TOTP_REQUIRED: ['unauthenticated', 'This account has a second factor; send its code too'],
  TOTP_INVALID: ['unauthenticated', 'The code of the second factor is wrong, or was used before'],
  REFRESH_TOKEN_REUSED: ['unauthenticated', 'This refresh token was used before; sign in again'],
  LAST_ADMIN: ['rule', 'The last active administrator must remain'],
  LINK_INVALID: ['malformed', 'This link is not good, or no longer; ask for a new one'],
  ACCOUNT_LOCKED: ['rate_limited', 'Too many failed attempts; try again later'],
});
