import { patterned } from '../declare/field-rules';

/** A scope of OAuth 2.0 (RFC 6749, 3.3). */
export const OAuthScope = patterned(
  /^[\x21\x23-\x5b\x5d-\x7e]+$/,
  100,
  'must be printable ASCII without spaces, quotes and backslashes',
  'profile',
);
