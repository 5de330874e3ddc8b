import {
  AccountCreated,
  AccountErased,
  AccountLocked,
  AddressProven,
  EmailChangeRequested,
  EmailChanged,
  MembershipOffered,
  NameChanged,
  NewDeviceSignedIn,
  OrganizationEntered,
  PasswordResetRequested,
  PasswordSet,
  PlatformRolesSet,
  VerificationRequested,
} from '#contracts/auth/account-events';
import { RecoveryCodeUsed, SecondFactorDisabled, SecondFactorEnabled } from '#contracts/auth/second-factor-events';
import { evolve } from '#contracts/declare/fold';
import type { PlatformRole } from '#contracts/roles';
import { aggregate, type EventsOf } from '#libs/event-sourcing';
import { mailedAt, type LinkPurpose } from '../links/link';
import { accountEmail } from './account-email';

/** A membership that an organisation granted to the account's address; its own stream knows whether it still is one. */
export interface Offer {
  readonly organizationId: string;
  /** The proofs of the address until then. */
  readonly proofs: number;
}

/** The kinds of links that an account's own mails hold. */
export type AccountLinkPurpose = Exclude<LinkPurpose, 'invitation'>;

/** The newest link of a kind that was mailed and not used. */
export interface AccountLink {
  readonly id: string;
  readonly expiresAt: string;
  /** The address to be changed to, of an `email-change`. */
  readonly email?: string;
}

/** A login, known to the whole platform, as decisions see it. */
export interface Account {
  readonly status: 'absent' | 'active' | 'erased';
  /** Null before there is one, and after the person was erased. */
  readonly email: string | null;
  readonly name: string | null;
  /** The row of the person's own password. */
  readonly passwordId: string | null;
  readonly mustChange: boolean;
  /** The row of the second factor in force. */
  readonly factorId: string | null;
  /** How often the person has proven that the address is theirs. */
  readonly proofs: number;
  /** By membership, the latest last. */
  readonly memberships: ReadonlyMap<string, Offer>;
  readonly platformRoles: readonly PlatformRole[];
  readonly links: Readonly<Partial<Record<AccountLinkPurpose, AccountLink>>>;
  /** The times of the last mails of each kind. */
  readonly mailed: Readonly<Partial<Record<AccountLinkPurpose, readonly string[]>>>;
  /** The revision of the last event that changed its access: the version that its tokens must have reached. */
  readonly accessRevision: number;
  /** The revision of the last event that changed name, address or the second factor. */
  readonly detailsRevision: number;
}

const NOBODY: Account = {
  status: 'absent',
  email: null,
  name: null,
  passwordId: null,
  mustChange: false,
  factorId: null,
  proofs: 0,
  memberships: new Map(),
  platformRoles: [],
  links: {},
  mailed: {},
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
    // Links to replace password or address may be another's, who had access until then.
    evolve(PasswordSet, (state, { data: { passwordId, mustChange } }) => ({
      ...state,
      passwordId,
      mustChange,
      links: only(state.links, 'verification'),
    })),
    evolve(AddressProven, (state, { revision }) => ({
      ...state,
      proofs: state.proofs + 1,
      accessRevision: revision,
      links: only(state.links, 'password-reset', 'email-change'),
    })),
    evolve(PasswordResetRequested, (state, { data: { resetId, expiresAt }, occurredAt }) =>
      linked(state, 'password-reset', { id: resetId, expiresAt }, occurredAt),
    ),
    evolve(VerificationRequested, (state, { data: { verificationId, expiresAt }, occurredAt }) =>
      linked(state, 'verification', { id: verificationId, expiresAt }, occurredAt),
    ),
    evolve(EmailChangeRequested, (state, { data: { changeId, email, expiresAt }, occurredAt }) =>
      linked(state, 'email-change', { id: changeId, email, expiresAt }, occurredAt),
    ),
    evolve(EmailChanged, (state, { data: { email }, revision: detailsRevision }) => ({
      ...state,
      email,
      detailsRevision,
      // Those were mailed for the former address.
      links: {},
    })),
    evolve(NameChanged, (state, { data: { name }, revision: detailsRevision }) => ({
      ...state,
      name,
      detailsRevision,
    })),
    evolve(SecondFactorEnabled, (state, { data: { factorId }, revision: detailsRevision }) => ({
      ...state,
      factorId,
      detailsRevision,
    })),
    evolve(SecondFactorDisabled, (state, { data: { mustChangePassword }, revision }) => ({
      ...state,
      factorId: null,
      mustChange: state.mustChange || mustChangePassword,
      accessRevision: revision,
      detailsRevision: revision,
    })),
    evolve(RecoveryCodeUsed, (state) => state),
    evolve(AccountErased, ({ memberships, proofs }, { revision }) => ({
      ...NOBODY,
      memberships,
      proofs,
      status: 'erased',
      accessRevision: revision,
      detailsRevision: revision,
    })),
    evolve(OrganizationEntered, (state) => state),
    evolve(NewDeviceSignedIn, (state) => state),
    evolve(AccountLocked, (state) => state),
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

function linked(state: Account, purpose: AccountLinkPurpose, link: AccountLink, at: string): Account {
  const times = mailedAt(state.mailed[purpose] ?? [], at);
  return { ...state, links: { ...state.links, [purpose]: link }, mailed: { ...state.mailed, [purpose]: times } };
}

function only(links: Account['links'], ...kept: readonly AccountLinkPurpose[]): Account['links'] {
  return Object.fromEntries(Object.entries(links).filter(([purpose]) => kept.includes(purpose as AccountLinkPurpose)));
}

/** The link, if it is the newest of its kind, not used, and not expired. */
export function liveLink(
  { links }: Pick<Account, 'links'>,
  purpose: AccountLinkPurpose,
  id: string,
  now: string,
): AccountLink | undefined {
  const link = links[purpose];
  return link?.id === id && link.expiresAt > now ? link : undefined;
}

/**
 * The person has made the account theirs. Until then everything in it was typed by others, and every password in use
 * was set by them.
 */
export function isPossessed({ passwordId, proofs }: Pick<Account, 'passwordId' | 'proofs'>): boolean {
  return passwordId !== null || proofs > 0;
}
