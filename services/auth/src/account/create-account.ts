import { event } from '#contracts/event';
import { AccountCreated, PlatformRolesSet } from '#contracts/auth/account-events';
import type { PlatformRole } from '#contracts/permissions';
import type { Reservation } from '#libs/event-sourcing';
import type { Account, AccountEvent } from './account';
import { accountEmail } from './account-email';

export interface NewAccount {
  readonly accountId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordId: string | null;
  readonly platformRoles?: readonly PlatformRole[];
}

/** Makes an account; one that exists is left as it is. */
export function createAccount({ platformRoles = [], ...created }: NewAccount, { status }: Account): AccountEvent[] {
  if (status === 'active') return [];
  const { accountId } = created;
  const roles = platformRoles.length > 0 ? [event(PlatformRolesSet, { accountId, roles: platformRoles })] : [];
  return [event(AccountCreated, created), ...roles];
}

/** An address is one account's in the whole platform. */
export function uniqueEmail(events: readonly AccountEvent[]): Reservation[] {
  return events.flatMap((each): Reservation[] =>
    each.type === 'AccountCreated'
      ? [{ unique: 'account_email', scope: 'platform', value: accountEmail(each.data.email), pointer: '/email' }]
      : [],
  );
}
