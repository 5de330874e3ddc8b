import type { FieldDecorator, FieldOptions } from '../declare/field';
import { Secret } from '../declare/fields';

/** A code of the second factor, as a person types it: six digits of their authenticator, or a recovery code. */
export function SecondFactorCode(options: FieldOptions = {}): FieldDecorator {
  const description = 'Six digits of the authenticator, or a recovery code; each is accepted once';
  return Secret({ max: 60, description, ...options });
}
