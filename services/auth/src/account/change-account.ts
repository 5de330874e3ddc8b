import { refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { EmailChanged, NameChanged } from '#contracts/auth/account-events';
import type { Account, AccountEvent } from './account';

export interface ChangedAccount {
  readonly accountId: string;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

/** Changes name and address of an account; those that it has already stay. */
export function changeAccount({ accountId, email, name }: ChangedAccount, account: Account): AccountEvent[] {
  if (account.status === 'absent' || account.email === null) refuse('NOT_FOUND');
  const isNew = <Value>(value: Value | undefined, known: Value | null): value is Value =>
    value !== undefined && value !== known;
  return [
    ...(isNew(email, account.email) ? [event(EmailChanged, { accountId, email })] : []),
    ...(isNew(name, account.name) ? [event(NameChanged, { accountId, name })] : []),
  ];
}
