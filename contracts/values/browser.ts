import type { Contract } from '../declare/contract';
import { fieldsOf, Secret } from '../declare/fields';

const FIELD = 'browser';
export const MAX_BROWSER = 100;

/**
 * The secret that binds a sign-in with a provider to the browser that began it. Over HTTP it is no field: the gateway
 * reads it from a cookie, and sets it.
 */
export function Browser() {
  return Secret({
    max: MAX_BROWSER,
    optional: true,
    internal: true,
    description: 'The value of the cookie of the browser',
  });
}

/** Whether a contract takes, or gives, the cookie of a browser. */
export function hasBrowser(type: Contract['type'] | Contract['answers']): boolean {
  return fieldsOf(type).some(({ name, internal }) => internal && name === FIELD);
}
