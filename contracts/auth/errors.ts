import { declareErrors } from '../declare/declare-errors';

export const authErrors = declareErrors({
  INVALID_CREDENTIALS: ['unauthenticated', 'E-mail address or password is wrong'],
  REFRESH_TOKEN_REUSED: ['unauthenticated', 'This refresh token was used before; sign in again'],
  LAST_ADMIN: ['rule', 'The last active administrator must remain'],
  LINK_INVALID: ['malformed', 'This link is not good, or no longer; ask for a new one'],
  ACCOUNT_LOCKED: ['rate_limited', 'Too many failed attempts; try again later'],
});
