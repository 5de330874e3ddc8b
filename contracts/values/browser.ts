import type { Contract } from '../declare/contract';
import { fieldsOf, Secret } from '../declare/fields';

/**
 * The name of the cookie that binds a sign-in with a provider to the browser that began it. Browsers take the first from
 * https alone, for all paths, and from no other host; the second is for plain http on this machine.
 */
export const BROWSER_COOKIES = ['__Host-opsledger-browser', 'opsledger-browser'] as const;

const FIELD = 'browser';

/** The cookie as `name=value`. Over HTTP it is no field: the gateway reads it from the cookie, and sets it. */
export function Browser() {
  return Secret({ max: 200, optional: true, internal: true, description: 'The cookie of the browser, as name=value' });
}

/** Whether a contract takes, or gives, the cookie of a browser. */
export function hasBrowser(type: Contract['type'] | Contract['answers']): boolean {
  return fieldsOf(type).some(({ name, internal }) => internal && name === FIELD);
}
