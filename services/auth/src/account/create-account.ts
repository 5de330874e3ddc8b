import { event } from '#contracts/declare/event';
import { AccountCreated, PlatformRolesSet } from '#contracts/auth/account-events';
import type { PlatformRole } from '#contracts/roles';
import type { Account, AccountEvent } from './account';

export interface NewAccount {
  readonly accountId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordId: string | null;
  readonly platformRoles?: readonly PlatformRole[];
}

/** Creates an account; an existing one stays as it is. */
export function createAccount({ platformRoles = [], ...created }: NewAccount, { status }: Account): AccountEvent[] {
  if (status === 'active') return [];
  const { accountId } = created;
  const roles = platformRoles.length > 0 ? [event(PlatformRolesSet, { accountId, roles: platformRoles })] : [];
  return [event(AccountCreated, created), ...roles];
}
