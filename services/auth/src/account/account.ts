import { AccountCreated, PasswordSet, PlatformRolesSet } from '#contracts/auth/account-events';
import { evolve } from '#contracts/fold';
import type { PlatformRole } from '#contracts/permissions';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** A login, known to the whole platform, as decisions see it. */
export interface Account {
  readonly status: 'absent' | 'active';
  /** The row of the password in force. */
  readonly passwordId: string | null;
  readonly platformRoles: readonly PlatformRole[];
  /** The revision of the last event that changed what it may do: the version that its tokens must have reached. */
  readonly accessRevision: number;
}

export const account = aggregate(
  'auth.account',
  (): Account => ({ status: 'absent', passwordId: null, platformRoles: [], accessRevision: 0 }),
  [
    evolve(AccountCreated, (state, { data: { passwordId } }) => ({ ...state, status: 'active', passwordId })),
    evolve(PasswordSet, (state, { data: { passwordId } }) => ({ ...state, passwordId })),
    evolve(PlatformRolesSet, (state, { data: { roles }, revision }) => ({
      ...state,
      platformRoles: roles,
      accessRevision: revision,
    })),
  ],
);

export type AccountEvent = EventsOf<typeof account>;
