import { AccountCreated, PasswordSet, PlatformRolesSet } from '#contracts/auth/account-events';
import { evolve } from '#contracts/declare/fold';
import type { PlatformRole } from '#contracts/roles';
import { aggregate, type EventsOf } from '#libs/event-sourcing';
import { accountEmail } from './account-email';

/** A login, known to the whole platform, as decisions see it. */
export interface Account {
  readonly status: 'absent' | 'active';
  /** Null before there is one, and after the person was erased. */
  readonly email: string | null;
  /** The row of the password in force. */
  readonly passwordId: string | null;
  readonly platformRoles: readonly PlatformRole[];
  /** The revision of the last event that changed its access: the version that its tokens must have reached. */
  readonly accessRevision: number;
}

export const account = aggregate(
  'auth.account',
  (): Account => ({ status: 'absent', email: null, passwordId: null, platformRoles: [], accessRevision: 0 }),
  [
    evolve(AccountCreated, (state, { data: { email, passwordId } }) => ({
      ...state,
      status: 'active',
      email,
      passwordId,
    })),
    evolve(PasswordSet, (state, { data: { passwordId } }) => ({ ...state, passwordId })),
    evolve(PlatformRolesSet, (state, { data: { roles }, revision }) => ({
      ...state,
      platformRoles: roles,
      accessRevision: revision,
    })),
  ],
  {
    /** An address belongs to one account in the whole platform. */
    reserve: ({ email }) =>
      email === null
        ? []
        : [{ unique: 'account_email', scope: 'platform', value: accountEmail(email), pointer: '/email' }],
  },
);

export type AccountEvent = EventsOf<typeof account>;
