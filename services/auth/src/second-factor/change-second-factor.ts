import { RecoveryCodeUsed, SecondFactorDisabled, SecondFactorEnabled } from '#contracts/auth/second-factor-events';
import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import type { Account, AccountEvent } from '../account/account';

export interface FactorOfAccount {
  readonly accountId: string;
  readonly factorId: string;
}

export function enableSecondFactor({ accountId, factorId }: FactorOfAccount, account: Account): AccountEvent[] {
  if (account.status !== 'active') refuse('SESSION_ENDED');
  if (account.factorId !== null) refuse('CONFLICT', {}, 'There is a second factor already');
  return [event(SecondFactorEnabled, { accountId, factorId })];
}

/** One that is not in force, or no longer, changes nothing. */
export function disableSecondFactor(
  { accountId, factorId, isPasswordShort }: FactorOfAccount & { readonly isPasswordShort: boolean },
  account: Account,
): AccountEvent[] {
  if (account.factorId !== factorId) return [];
  return [event(SecondFactorDisabled, { accountId, factorId, mustChangePassword: isPasswordShort })];
}

/** The code was spent before. */
export function recordRecoveryCode(
  { accountId, factorId, left }: FactorOfAccount & { readonly left: number },
  account: Account,
): AccountEvent[] {
  return account.status === 'active' ? [event(RecoveryCodeUsed, { accountId, factorId, left })] : [];
}
