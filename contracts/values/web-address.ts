import { patterned } from '../declare/field-rules';

/** The address of a page on the web, which a browser may follow: http or https, and no name or password in it. */
export const WebAddress = patterned(
  /^[Hh][Tt][Tt][Pp][Ss]?:\/\/(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:[/?#][!#-;=?-[\]^_a-z{|}~]*)?$/,
  500,
  'must be an address of the web: http or https, without a name or password',
  'https://www.example.com/billing',
);
