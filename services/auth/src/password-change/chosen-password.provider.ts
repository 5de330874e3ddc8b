import { invalid } from '#contracts/declare/validation';
import type { Account } from '../account/account';
import type { AuthParts } from '../auth.provider';

/**
 * The checks of a new password that need its account.
 * @throws DomainError `VALIDATION_FAILED` with the pointer /password
 */
export async function refuseUnfit(
  password: string,
  { email, name, factorId }: Pick<Account, 'email' | 'name' | 'factorId'>,
  { strength }: Pick<AuthParts, 'strength'>,
  present?: string,
): Promise<void> {
  if (password === present) {
    throw invalid([{ pointer: '/password', code: 'COMMON', message: 'must be another than the present one' }]);
  }
  const secondFactor = factorId !== null && { secondFactor: true as const };
  await strength.refuseWeak({ password, of: [email ?? '', name ?? ''], ...secondFactor });
}
