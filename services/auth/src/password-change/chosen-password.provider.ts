import { invalid } from '#contracts/declare/validation';
import { passwordFault } from '#contracts/values/password';
import type { Account } from '../account/account';

/**
 * The checks of a new password that need its account; the contract has checked the rest.
 * @throws DomainError `VALIDATION_FAILED` with the pointer /password
 */
export function refuseUnfit(password: string, { email }: Pick<Account, 'email'>, present?: string): void {
  const fault =
    password === present ? 'must be another than the present one' : passwordFault(password, email ?? undefined);
  if (fault !== undefined) throw invalid([{ pointer: '/password', code: 'COMMON', message: fault }]);
}
