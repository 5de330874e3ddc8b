import { patterned } from '../declare/field-rules';

/** An issuer of OpenID Connect as the provider names it: https, or http to this machine alone. */
export const Issuer = patterned(
  /^(?:https:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d{1,5})?(?:\/(?!\.well-known)[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*$/,
  500,
  'must be an https address without query, fragment and /.well-known',
  'https://id.example.com',
);
