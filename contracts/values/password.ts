import { fieldDecorator } from '../declare/field';
import type { FieldDecorator, FieldOptions } from '../declare/field';
import { lengthRule, storable, textKind } from '../declare/field-rules';

/** The least number of characters of a password that is the only factor, by NIST SP 800-63B-4 (3.1.1.2). */
const LEAST = 15;
/** The same for an account with a second factor. */
const LEAST_WITH_SECOND_FACTOR = 12;
const MOST = 1_000;

export interface PasswordOptions extends FieldOptions {
  /** The account has a second factor. */
  readonly secondFactor?: true;
}

/**
 * A new password: a length, no composition rules. Auth alone judges whether it is easy to guess. A password presented
 * to sign in is a `Secret`: it may be older than these rules.
 */
export function Password({ secondFactor, ...options }: PasswordOptions = {}): FieldDecorator {
  const least = leastLength(secondFactor);
  const schema = { format: 'password', minLength: least, maxLength: MOST };
  const kind = textKind([storable, lengthRule(least, MOST)], schema, '<your long secret>');
  return fieldDecorator({ ...kind, secret: true }, options);
}

/** The fault in the length of a new password that is not a field, as the rest of a sentence; undefined for none. */
export function passwordFault(password: string, { secondFactor }: Pick<PasswordOptions, 'secondFactor'> = {}) {
  const fits = lengthRule(leastLength(secondFactor), MOST);
  return fits.test(password) ? undefined : fits.message;
}

function leastLength(secondFactor: true | undefined): number {
  return secondFactor ? LEAST_WITH_SECOND_FACTOR : LEAST;
}
