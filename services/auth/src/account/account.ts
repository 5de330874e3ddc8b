import { AccountCreated, PasswordSet, PlatformRolesSet, type AccountEvent } from '#contracts/auth/account-events';
import type { PlatformRole } from '#contracts/permissions';
import type { Aggregate } from '#libs/event-sourcing';

/** A login, known to the whole platform, as decisions see it. */
export interface Account {
  readonly status: 'absent' | 'active';
  /** The row of the password in force. */
  readonly passwordId: string | null;
  readonly platformRoles: readonly PlatformRole[];
}

export const account: Aggregate<Account, AccountEvent> = {
  category: 'auth.account',
  events: [AccountCreated, PasswordSet, PlatformRolesSet],
  initial: () => ({ status: 'absent', passwordId: null, platformRoles: [] }),
  evolve: (state, { type, data }) => {
    switch (type) {
      case 'AccountCreated':
        return { ...state, status: 'active', passwordId: data.passwordId };
      case 'PasswordSet':
        return { ...state, passwordId: data.passwordId };
      case 'PlatformRolesSet':
        return { ...state, platformRoles: data.roles };
    }
  },
};
