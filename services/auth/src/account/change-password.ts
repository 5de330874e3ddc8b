import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import { PasswordSet } from '#contracts/auth/account-events';
import type { Account, AccountEvent } from './account';

export interface ReplacedPassword {
  readonly accountId: string;
  readonly passwordId: string;
  /** The row that the present password was found right against. */
  readonly current: string | null;
}

/** The person replaces their own password; one that was replaced meanwhile is the present one no longer. */
export function changePassword({ accountId, passwordId, current }: ReplacedPassword, account: Account): AccountEvent[] {
  if (account.passwordId === null || account.passwordId !== current) refuse('INVALID_CREDENTIALS');
  return [event(PasswordSet, { accountId, passwordId, by: 'person', mustChange: false })];
}
