import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import { AddressProven, NameChanged, PasswordSet } from '#contracts/auth/account-events';
import { isPossessed, type Account, type AccountEvent } from './account';

export interface PossessedAccount {
  readonly accountId: string;
  readonly passwordId: string;
  readonly name?: string | undefined;
}

/** The person makes an account theirs by an invitation. One that is somebody's already stays as it is. */
export function possessAccount({ accountId, passwordId, name }: PossessedAccount, account: Account): AccountEvent[] {
  if (account.email === null || isPossessed(account)) return refuse('LINK_INVALID');
  return [
    event(PasswordSet, { accountId, passwordId, by: 'invitation', mustChange: false }),
    event(AddressProven, { accountId, by: 'invitation' }),
    ...(name === undefined || name === account.name ? [] : [event(NameChanged, { accountId, name })]),
  ];
}

/** The mail of an accepted invitation has proven the address; the person sets a password when they want one. */
export function proveByInvitation(
  { accountId }: Pick<PossessedAccount, 'accountId'>,
  account: Account,
): AccountEvent[] {
  return account.email === null || isPossessed(account) ? [] : [event(AddressProven, { accountId, by: 'invitation' })];
}
