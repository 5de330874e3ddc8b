import { event } from '#contracts/declare/event';
import { AccountCreated, PasswordSet, PlatformRolesSet } from '#contracts/auth/account-events';
import type { PlatformRole } from '#contracts/roles';
import type { Account, AccountEvent } from './account';

export interface NewAccount {
  readonly accountId: string;
  readonly email: string;
  readonly name: string;
  readonly password: Pick<PasswordSet, 'passwordId' | 'by' | 'mustChange'>;
  readonly platformRoles?: readonly PlatformRole[];
}

/** Creates an account with a password of its own; an existing one stays as it is. */
export function createAccount(
  { accountId, email, name, password, platformRoles = [] }: NewAccount,
  { status }: Account,
): AccountEvent[] {
  if (status !== 'absent') return [];
  const roles = platformRoles.length > 0 ? [event(PlatformRolesSet, { accountId, roles: platformRoles })] : [];
  return [event(AccountCreated, { accountId, email, name }), event(PasswordSet, { accountId, ...password }), ...roles];
}
