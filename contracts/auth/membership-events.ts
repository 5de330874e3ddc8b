import { Event, type EventOptions } from '../declare/event';
import { Choice, Count, Email, Id, Instant, List, Text } from '../declare/fields';
import { Issuer } from '../values/issuer';
import { RoleName } from '../values/role-name';

/**
 * The events of a membership: a person in an organisation, which is its tenant. Name and address are the
 * organisation's own copy of the person, under a key of the membership's.
 */
export class MembershipFact {
  @Id() membershipId!: string;
  @Id() organizationId!: string;
}

const declared = (action: string, summary: string): EventOptions<MembershipFact> => ({
  category: 'auth.members',
  version: 1,
  entity: { type: 'user', id: 'membershipId' },
  action,
  summary,
});

/** Always pending, and the same for every address: nothing here depends on whether the address has an account. */
@Event<MembershipGranted>({
  ...declared('user.created', 'A user became a member'),
  personal: { subject: 'membershipId', fields: ['email', 'name'] },
  implies: { status: 'pending' },
})
export class MembershipGranted extends MembershipFact {
  static readonly type = 'MembershipGranted';
  @List(RoleName(), { max: 20, description: 'Names of built-in and custom roles' }) roles!: readonly string[];
  @Email({ description: 'As it was typed; the organisation sees nothing else of the person until they accept' })
  email!: string;
  @Text({ max: 200, description: 'As it was typed' }) name!: string;
  @Id({
    nullable: true,
    technical: true,
    description: 'The row of a password that somebody else set: it counts in this organisation only. Null: none',
  })
  passwordId!: string | null;
}

/** With every grant, and again when asked for. Only the newest is good, and it proves the address of the person. */
@Event<InvitationSent>({
  ...declared('user.invited', 'An invitation was sent to a user'),
  occurrence: true,
})
export class InvitationSent extends MembershipFact {
  static readonly type = 'InvitationSent';
  /** The mail's link names it; no secret. */
  @Id({ technical: true }) invitationId!: string;
  @Instant() expiresAt!: string;
}

/** Auth's own reactor has found or created the account of the address. Nothing that the organisation sees changes. */
@Event<MembershipLinked>(declared('user.linked', 'The membership was linked to the login of its address'))
export class MembershipLinked extends MembershipFact {
  static readonly type = 'MembershipLinked';
  /** An organisation is not shown it: two organisations must not be able to compare them. */
  @Id({ technical: true }) accountId!: string;
  @Count({
    min: 0,
    max: 1e9,
    technical: true,
    description: "The account's proofs of its address so far: a later proof voids the organisation's password",
  })
  proofs!: number;
}

/**
 * `password`: the password that somebody else set was used. `sign_in`: the person, accepted so before, signed in with
 * a password of their own.
 */
export const ACCEPTANCES = ['invitation', 'password', 'sign_in', 'provider'] as const;
export type Acceptance = (typeof ACCEPTANCES)[number];

/** From then on the organisation sees name and address of the account: `MembershipDetailsChanged`. */
@Event<MembershipAccepted>({
  ...declared('user.accepted', 'A user accepted the membership, or used it first'),
  implies: { status: 'active' },
})
export class MembershipAccepted extends MembershipFact {
  static readonly type = 'MembershipAccepted';
  @Choice(ACCEPTANCES) by!: Acceptance;
}

/** The person replaced the password that the organisation had set; it still counts in the organisation alone. */
@Event<MembershipPasswordSet>({
  ...declared('user.password_set', 'A user changed the password that the organisation had set'),
  occurrence: true,
})
export class MembershipPasswordSet extends MembershipFact {
  static readonly type = 'MembershipPasswordSet';
  @Id({ technical: true }) passwordId!: string;
}

@Event<MembershipDetailsChanged>({
  ...declared('user.details_changed', 'Name or address of a user changed'),
  personal: { subject: 'membershipId', fields: ['email', 'name'] },
})
export class MembershipDetailsChanged extends MembershipFact {
  static readonly type = 'MembershipDetailsChanged';
  @Email() email!: string;
  @Text({ max: 200 }) name!: string;
  @Count({
    min: 0,
    max: 1e15,
    nullable: true,
    technical: true,
    description: "The revision of the account's stream that they are from; null: typed by the organisation",
  })
  accountRevision!: number | null;
}

@Event<MembershipRolesSet>({
  ...declared('user.roles_set', 'The roles of a user were set'),
  narrowsAccess: 'membership',
})
export class MembershipRolesSet extends MembershipFact {
  static readonly type = 'MembershipRolesSet';
  @List(RoleName(), { max: 20, description: 'Names of built-in and custom roles' }) roles!: readonly string[];
}

/** The most services, and the most products, that are assigned to one user. */
export const MAX_ASSIGNED = 500;

/** The whole sets, each in ascending order. */
@Event<MembershipAssignmentsSet>(declared('user.assignments_set', 'The services and products of a user were set'))
export class MembershipAssignmentsSet extends MembershipFact {
  static readonly type = 'MembershipAssignmentsSet';
  @List(Id(), { max: MAX_ASSIGNED }) services!: readonly string[];
  @List(Id(), { max: MAX_ASSIGNED }) products!: readonly string[];
}

@Event<MembershipDeactivated>({
  ...declared('user.deactivated', 'A user was deactivated'),
  narrowsAccess: 'membership',
  implies: { status: 'deactivated' },
})
export class MembershipDeactivated extends MembershipFact {
  static readonly type = 'MembershipDeactivated';
}

/** A membership that was pending before the deactivation is pending again: no administrator accepts for the person. */
@Event<MembershipReactivated>(declared('user.reactivated', 'A user was reactivated'))
export class MembershipReactivated extends MembershipFact {
  static readonly type = 'MembershipReactivated';
  @Choice(['active', 'pending']) status!: 'active' | 'pending';
}

/** Of an employee who has left, or whose access was revoked at once. */
export const MEMBERSHIP_ENDS = ['leave', 'access_revoked'] as const;
export type MembershipEnd = (typeof MEMBERSHIP_ENDS)[number];

/**
 * Recorded once `endedAt` has come, which access did not wait for. Sessions, keys and invitations end with it. The
 * membership stays, inactive: a rehire brings nothing back, an administrator may.
 */
@Event<MembershipEnded>({
  ...declared('user.access_ended', 'The access of a user ended with their employment'),
  narrowsAccess: 'membership',
  implies: { status: 'deactivated' },
})
export class MembershipEnded extends MembershipFact {
  static readonly type = 'MembershipEnded';
  @Id() employeeId!: string;
  @Instant() endedAt!: string;
  @Choice(MEMBERSHIP_ENDS) reason!: MembershipEnd;
}

/** All sessions of the membership that began before. Nothing that the organisation sees of the user changes. */
@Event<MembershipSessionsEnded>({
  ...declared('user.sessions_ended', 'The sessions of a user were ended'),
  occurrence: true,
  narrowsAccess: 'membership',
})
export class MembershipSessionsEnded extends MembershipFact {
  static readonly type = 'MembershipSessionsEnded';
}

/** All API keys of the membership from before. Nothing that the organisation sees of the user changes. */
@Event<MembershipKeysRevoked>({
  ...declared('user.api_keys_revoked', 'The API keys of a user were revoked'),
  occurrence: true,
  narrowsAccess: 'membership',
})
export class MembershipKeysRevoked extends MembershipFact {
  static readonly type = 'MembershipKeysRevoked';
}

@Event<MembershipUnlocked>({
  ...declared('user.unlocked', 'A user who was locked out after failed sign-ins was unlocked'),
  occurrence: true,
})
export class MembershipUnlocked extends MembershipFact {
  static readonly type = 'MembershipUnlocked';
}

/** `already_member`: the account of the address is a member under another membership. */
export const REMOVALS = ['removed', 'left', 'withdrawn', 'expired', 'already_member'] as const;
export type Removal = (typeof REMOVALS)[number];

/** Final: seat and address are free, and a later grant to the same address is a new membership. */
@Event<MembershipRemoved>({
  ...declared('user.removed', 'A user is no longer a member'),
  narrowsAccess: 'membership',
  implies: { status: 'removed' },
})
export class MembershipRemoved extends MembershipFact {
  static readonly type = 'MembershipRemoved';
  @Choice(REMOVALS) reason!: Removal;
}

/**
 * Final, also for a membership that has ended before. The organisation's copy of the person is erased; the login too
 * when no other membership is left (`AccountErased`).
 */
@Event<MembershipErased>({
  ...declared('user.erased', 'The personal data of a user were erased'),
  erases: 'membershipId',
  narrowsAccess: 'membership',
  implies: { status: 'erased' },
})
export class MembershipErased extends MembershipFact {
  static readonly type = 'MembershipErased';
}

/**
 * The person signs in to this organisation with an identity of its provider from now on; an earlier one is replaced.
 * Found by issuer and `sub` alone: no address that the provider asserts counts.
 */
@Event<IdentityLinked>({
  ...declared('user.identity_linked', 'A user linked an identity at the provider of the organisation'),
  personal: { subject: 'membershipId', fields: ['sub'] },
  occurrence: true,
})
export class IdentityLinked extends MembershipFact {
  static readonly type = 'IdentityLinked';
  @Id({ technical: true }) accountId!: string;
  @Issuer() issuer!: string;
  @Text({ max: 255, technical: true, description: 'The name of the person at the issuer' }) sub!: string;
}

@Event<IdentityUnlinked>({
  ...declared('user.identity_unlinked', 'A user unlinked their identity at the provider of the organisation'),
  occurrence: true,
})
export class IdentityUnlinked extends MembershipFact {
  static readonly type = 'IdentityUnlinked';
  @Id({ technical: true }) accountId!: string;
  @Issuer() issuer!: string;
}

/** The most users that one list names. */
export const MAX_STALE_MEMBERS = 1_000;

/** Found once a week. Access stays as it is: an administrator decides about each. */
@Event<StaleMembersFound>({
  category: 'auth.members',
  version: 1,
  entity: { type: 'organization', id: 'organizationId' },
  occurrence: true,
  action: 'organization.stale_users_found',
  summary: 'Users were found who have not been active for 90 days',
})
export class StaleMembersFound {
  static readonly type = 'StaleMembersFound';
  @Id() organizationId!: string;
  @Count({ min: 1, max: 1e6 }) users!: number;
  @List(Id(), { max: MAX_STALE_MEMBERS, description: 'Memberships; the first of them, by id' })
  membershipIds!: readonly string[];
  @List(Id(), { max: 100, technical: true, description: 'The administrators who are told' })
  toldIds!: readonly string[];
}
