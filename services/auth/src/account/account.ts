import {
  AccountCreated,
  AddressProven,
  EmailChanged,
  MembershipOffered,
  NameChanged,
  PasswordSet,
  PlatformRolesSet,
} from '#contracts/auth/account-events';
import { evolve } from '#contracts/declare/fold';
import type { PlatformRole } from '#contracts/roles';
import { aggregate, type EventsOf } from '#libs/event-sourcing';
import { accountEmail } from './account-email';

/** A membership that an organisation granted to the account's address; its own stream knows whether it still is one. */
export interface Offer {
  readonly organizationId: string;
  /** The proofs of the address until then. */
  readonly proofs: number;
}

/** A login, known to the whole platform, as decisions see it. */
export interface Account {
  readonly status: 'absent' | 'active';
  /** Null before there is one, and after the person was erased. */
  readonly email: string | null;
  readonly name: string | null;
  /** The row of the person's own password. */
  readonly passwordId: string | null;
  readonly mustChange: boolean;
  /** How often the person has proven that the address is theirs. */
  readonly proofs: number;
  /** By membership, the latest last. */
  readonly memberships: ReadonlyMap<string, Offer>;
  readonly platformRoles: readonly PlatformRole[];
  /** The revision of the last event that changed its access: the version that its tokens must have reached. */
  readonly accessRevision: number;
  /** The revision of the last event that changed name or address. */
  readonly detailsRevision: number;
}

const NOBODY: Account = {
  status: 'absent',
  email: null,
  name: null,
  passwordId: null,
  mustChange: false,
  proofs: 0,
  memberships: new Map(),
  platformRoles: [],
  accessRevision: 0,
  detailsRevision: 0,
};

export const account = aggregate(
  'auth.account',
  (): Account => NOBODY,
  [
    evolve(AccountCreated, (state, { data: { email, name }, revision: detailsRevision }) => ({
      ...state,
      status: 'active',
      email,
      name,
      detailsRevision,
    })),
    evolve(MembershipOffered, (state, { data: { membershipId, organizationId, proofs } }) => ({
      ...state,
      memberships: new Map(state.memberships).set(membershipId, { organizationId, proofs }),
    })),
    evolve(PasswordSet, (state, { data: { passwordId, mustChange } }) => ({ ...state, passwordId, mustChange })),
    evolve(AddressProven, (state, { revision }) => ({ ...state, proofs: state.proofs + 1, accessRevision: revision })),
    evolve(EmailChanged, (state, { data: { email }, revision: detailsRevision }) => ({
      ...state,
      email,
      detailsRevision,
    })),
    evolve(NameChanged, (state, { data: { name }, revision: detailsRevision }) => ({
      ...state,
      name,
      detailsRevision,
    })),
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

/**
 * The person has made the account theirs. Until then everything in it was typed by others, and every password in use
 * was set by them.
 */
export function isPossessed({ passwordId, proofs }: Pick<Account, 'passwordId' | 'proofs'>): boolean {
  return passwordId !== null || proofs > 0;
}
