import { CustomRoleChanged, CustomRoleCreated, CustomRoleDeleted } from '#contracts/auth/custom-role-events';
import {
  IdentityLinked,
  IdentityUnlinked,
  InvitationSent,
  MembershipAccepted,
  MembershipAssignmentsSet,
  MembershipDeactivated,
  MembershipDetailsChanged,
  MembershipEnded,
  MembershipErased,
  MembershipGranted,
  MembershipKeysRevoked,
  MembershipLinked,
  MembershipPasswordSet,
  MembershipReactivated,
  MembershipRemoved,
  MembershipRolesSet,
  MembershipSessionsEnded,
  MembershipUnlocked,
  StaleMembersFound,
  type Acceptance,
} from '#contracts/auth/membership-events';
import {
  ServiceAccountCreated,
  ServiceAccountRemoved,
  ServiceAccountRolesSet,
} from '#contracts/auth/service-account-events';
import { evolve } from '#contracts/declare/fold';
import { aggregate, type EventsOf, type Thing } from '#libs/event-sourcing';
import { mailedAt } from '../links/link';
import type { CustomRole } from './custom-role';
import { newServiceAccount, type ServiceAccount } from './service-account-state';

/** A person at an issuer of OpenID Connect. */
export interface Identity {
  readonly issuer: string;
  readonly sub: string;
}

/** One person in the organisation. */
export interface Member {
  readonly status: 'pending' | 'active' | 'inactive' | 'removed';
  /** Of one that was removed. */
  readonly isErased: boolean;
  /** Names, of built-in and custom roles. */
  readonly roles: readonly string[];
  /** Assigned to it, in ascending order. */
  readonly services: readonly string[];
  readonly products: readonly string[];
  /** The revision at which these were set; `NONE` before. */
  readonly assignedAt: number;
  /** Null once the person has been erased, or the membership has ended. */
  readonly email: string | null;
  readonly name: string | null;
  /** Null until auth has linked it. */
  readonly accountId: string | null;
  /** The row of the password that the organisation set. */
  readonly passwordId: string | null;
  /** The account's proofs of its address when it was linked. */
  readonly proofs: number;
  /** The newest one, until the person comes by means of their own. */
  readonly invitation: { readonly id: string; readonly expiresAt: string } | null;
  /** The times of the last invitations. */
  readonly invitedAt: readonly string[];
  /** That the person signs in to the organisation with; null for none, and once the person has been erased. */
  readonly identity: Identity | null;
  /** Null until the person has accepted; a reactivation then renews the invitation. */
  readonly acceptedBy: Acceptance | null;
  /** The revision of the account that name and address are from; null: typed by the organisation. */
  readonly accountRevision: number | null;
  /** The revision of its last event that the organisation sees: the version in tokens, and the entity tag. */
  readonly revision: number;
  /** The revision at which it was granted, accepted or last reactivated: older sessions are over. */
  readonly since: number;
  /** The revision at which its sessions were ended last: older ones are over; `NONE` before. */
  readonly sessionsEndedAt: number;
  /** The revision at which its API keys were revoked last: older ones are over; `NONE` before. */
  readonly keysRevokedAt: number;
  /** The revocation of the employee's access that was recorded last, ISO 8601 UTC; null: none. */
  readonly revokedAt: string | null;
}

/**
 * The members of an organisation, all in one stream named by the organisation, by the membership's id, and its custom
 * roles by theirs. The rules about giving and taking, and that one administrator must remain, are about all of them, and
 * two demotions at once must not both pass. The stream is
 * folded from its first event, since a grant holds personal data, which no snapshot may. It grows with everybody who
 * was ever a member; the limit counts only present ones.
 */
export class Members extends Map<string, Member> {
  readonly #customRoles: Map<string, CustomRole>;
  readonly #serviceAccounts: Map<string, ServiceAccount>;
  #rolesRevision: number;

  constructor(from?: Members) {
    super(from ?? []);
    this.#customRoles = new Map(from?.customRoles);
    this.#serviceAccounts = new Map(from?.serviceAccounts);
    this.#rolesRevision = from?.rolesRevision ?? NONE;
  }

  get customRoles(): ReadonlyMap<string, CustomRole> {
    return this.#customRoles;
  }

  /** Removed ones too. */
  get serviceAccounts(): ReadonlyMap<string, ServiceAccount> {
    return this.#serviceAccounts;
  }

  withServiceAccount(id: string, account: ServiceAccount): this {
    this.#serviceAccounts.set(id, account);
    return this;
  }

  /** The revision of the last event of any custom role; `NONE` before the first. */
  get rolesRevision(): number {
    return this.#rolesRevision;
  }

  withRole(roleId: string, role: CustomRole | undefined, revision: number): this {
    if (role) this.#customRoles.set(roleId, role);
    else this.#customRoles.delete(roleId);
    this.#rolesRevision = revision;
    return this;
  }
}

/** The revision before the first. */
export const NONE = -1;

export const members = aggregate(
  'auth.members',
  (): Members => new Members(),
  [
    evolve(MembershipGranted, (state, { data: { membershipId, roles, email, name, passwordId }, revision }) =>
      state.set(membershipId, {
        ...NOBODY,
        status: 'pending',
        roles,
        email,
        name,
        passwordId,
        revision,
        since: revision,
      }),
    ),
    // The organisation sees nothing of the next three: the entity tag stays.
    evolve(InvitationSent, (state, { data: { membershipId, invitationId: id, expiresAt }, occurredAt }) =>
      changed(state, membershipId, {
        invitation: { id, expiresAt },
        invitedAt: mailedAt(state.get(membershipId)?.invitedAt ?? [], occurredAt),
      }),
    ),
    evolve(MembershipPasswordSet, (state, { data: { membershipId, passwordId } }) =>
      changed(state, membershipId, { passwordId }),
    ),
    evolve(MembershipLinked, (state, { data: { membershipId, accountId, proofs } }) =>
      changed(state, membershipId, { accountId, proofs }),
    ),
    evolve(MembershipAccepted, (state, { data: { membershipId, by: acceptedBy }, revision }) => {
      const isFirst = state.get(membershipId)?.status === 'pending';
      return changed(state, membershipId, {
        status: 'active',
        acceptedBy,
        revision,
        ...(isFirst && { since: revision }),
        ...(acceptedBy !== 'password' && { invitation: null }),
        // The invitation has proven the address: from then on the person signs in by means of their own.
        ...((acceptedBy === 'invitation' || acceptedBy === 'provider') && { passwordId: null }),
      });
    }),
    // Nor anything of these two.
    evolve(IdentityLinked, (state, { data: { membershipId, issuer, sub } }) =>
      changed(state, membershipId, { identity: (sub as string | null) === null ? null : { issuer, sub } }),
    ),
    evolve(IdentityUnlinked, (state, { data: { membershipId } }) => changed(state, membershipId, { identity: null })),
    evolve(MembershipDetailsChanged, (state, { data: { membershipId, email, name, accountRevision }, revision }) =>
      changed(state, membershipId, { email, name, accountRevision, revision }),
    ),
    evolve(MembershipRolesSet, (state, { data: { membershipId, roles }, revision }) =>
      changed(state, membershipId, { roles, revision }),
    ),
    evolve(MembershipAssignmentsSet, (state, { data: { membershipId, services, products }, revision }) =>
      changed(state, membershipId, { services, products, assignedAt: revision, revision }),
    ),
    evolve(MembershipDeactivated, (state, { data: { membershipId }, revision }) =>
      changed(state, membershipId, { status: 'inactive', revision }),
    ),
    evolve(MembershipEnded, (state, { data: { membershipId, reason, endedAt }, revision }) =>
      changed(state, membershipId, {
        status: 'inactive',
        invitation: null,
        revision,
        ...(reason === 'access_revoked' && { revokedAt: endedAt }),
      }),
    ),
    evolve(MembershipReactivated, (state, { data: { membershipId, status }, revision }) =>
      changed(state, membershipId, { status, revision, since: revision }),
    ),
    evolve(MembershipSessionsEnded, (state, { data: { membershipId }, revision: sessionsEndedAt }) =>
      changed(state, membershipId, { sessionsEndedAt }),
    ),
    evolve(MembershipKeysRevoked, (state, { data: { membershipId }, revision: keysRevokedAt }) =>
      changed(state, membershipId, { keysRevokedAt }),
    ),
    evolve(MembershipUnlocked, (state) => state),
    evolve(StaleMembersFound, (state) => state),
    evolve(MembershipRemoved, (state, { data: { membershipId }, revision }) =>
      changed(state, membershipId, { ...GONE, revision }),
    ),
    evolve(MembershipErased, (state, { data: { membershipId }, revision }) =>
      changed(state, membershipId, { ...GONE, isErased: true, revision }),
    ),
    evolve(
      ServiceAccountCreated,
      (state, { data: { serviceAccountId, name, roles }, occurredAt: createdAt, revision }) =>
        state.withServiceAccount(serviceAccountId, newServiceAccount({ name, roles, createdAt, revision })),
    ),
    evolve(ServiceAccountRolesSet, (state, { data: { serviceAccountId, roles }, occurredAt: updatedAt, revision }) =>
      changedAccount(state, serviceAccountId, { roles, updatedAt, revision }),
    ),
    evolve(ServiceAccountRemoved, (state, { data: { serviceAccountId }, occurredAt: updatedAt, revision }) =>
      changedAccount(state, serviceAccountId, { status: 'removed', roles: [], updatedAt, revision }),
    ),
    evolve(CustomRoleCreated, (state, { data: { roleId, name, permissions }, occurredAt, revision }) =>
      state.withRole(roleId, { name, permissions, createdAt: occurredAt, updatedAt: occurredAt, revision }, revision),
    ),
    evolve(CustomRoleChanged, (state, { data: { roleId, name, permissions }, occurredAt, revision }) => {
      const createdAt = state.customRoles.get(roleId)?.createdAt ?? occurredAt;
      return state.withRole(roleId, { name, permissions, createdAt, updatedAt: occurredAt, revision }, revision);
    }),
    evolve(CustomRoleDeleted, (state, { data: { roleId }, revision }) => state.withRole(roleId, undefined, revision)),
  ],
  { mutates: true, copy: (state) => new Members(state) },
);

export type MembershipEvent = EventsOf<typeof members>;

const NOBODY: Member = {
  status: 'inactive',
  isErased: false,
  roles: [],
  services: [],
  products: [],
  assignedAt: NONE,
  email: null,
  name: null,
  accountId: null,
  passwordId: null,
  proofs: 0,
  invitation: null,
  invitedAt: [],
  identity: null,
  acceptedBy: null,
  accountRevision: null,
  revision: 0,
  since: 0,
  sessionsEndedAt: NONE,
  keysRevokedAt: NONE,
  revokedAt: null,
};

const GONE = {
  status: 'removed',
  email: null,
  name: null,
  passwordId: null,
  invitation: null,
  identity: null,
} as const;

function changed(state: Members, membershipId: string, fields: Partial<Member>): Members {
  state.set(membershipId, { ...(state.get(membershipId) ?? NOBODY), ...fields });
  return state;
}

function changedAccount(state: Members, id: string, fields: Partial<ServiceAccount>): Members {
  const account = state.serviceAccounts.get(id);
  return account ? state.withServiceAccount(id, { ...account, ...fields }) : state;
}

/** A member who is there, in whatever status; an ended membership is none. */
export function presentMember(state: Members, membershipId: string): Member | undefined {
  const member = state.get(membershipId);
  return member?.status === 'removed' ? undefined : member;
}

/** A member as a thing of its own, with its entity tag. */
export function memberIn(state: Members, membershipId: string): Thing | undefined {
  const member = presentMember(state, membershipId);
  return member && { id: membershipId, revision: member.revision };
}

/** An administrator makes nobody a member who has not accepted, also not by a reactivation. */
export function restored({ acceptedBy }: Pick<Member, 'acceptedBy'>): 'active' | 'pending' {
  return acceptedBy === null ? 'pending' : 'active';
}

/** Whether the organisation's password still signs in: the person has not proven the address since. */
export function hasLivePassword(member: Member, { proofs }: { readonly proofs: number }): boolean {
  const { status, passwordId } = member;
  return (status === 'active' || status === 'pending') && passwordId !== null && member.proofs === proofs;
}

/** Sessions of the membership from before this revision are over. */
export function sessionsSince({ since, sessionsEndedAt }: Pick<Member, 'since' | 'sessionsEndedAt'>): number {
  return Math.max(since, sessionsEndedAt);
}

/** The member whose invitation this is, while it is good. */
export function invitedBy(
  state: Members,
  invitationId: string,
  now: string,
): { readonly membershipId: string; readonly member: Member } | undefined {
  for (const [membershipId, member] of state) {
    const { invitation, status } = member;
    if (invitation?.id !== invitationId) continue;
    const isOpen = (status === 'pending' || status === 'active') && invitation.expiresAt > now;
    return isOpen ? { membershipId, member } : undefined;
  }
  return undefined;
}

/** The membership that an identity is linked to, in whatever status. */
export function holderOf(state: Members, { issuer, sub }: Identity): string | undefined {
  for (const [membershipId, { identity }] of state) {
    if (identity?.issuer === issuer && identity.sub === sub) return membershipId;
  }
  return undefined;
}

/** An invited person takes a seat before they accept; a deactivated one leaves theirs to another. */
export function placesTaken(state: Members): number {
  return [...state.values()].filter(({ status }) => status === 'active' || status === 'pending').length;
}

/** Whether this member alone could administer the organisation. */
export function isLastAdmin(state: Members, membershipId: string): boolean {
  const isActiveAdmin = ({ status, roles }: Member) => status === 'active' && roles.includes('admin');
  const own = state.get(membershipId);
  if (!own || !isActiveAdmin(own)) return false;
  return ![...state].some(([id, member]) => id !== membershipId && isActiveAdmin(member));
}
