import { Event } from '../declare/event';
import { Choice, Count, Email, Flag, Id, Instant, List, Text } from '../declare/fields';
import { PLATFORM_ROLES, type PlatformRole } from '../roles';

/**
 * The events of an account: a login, known to the whole platform. They belong to the tenant `platform`. Passwords are
 * in a table; `passwordId` names the row in force.
 */
@Event<AccountCreated>({
  category: 'auth.account',
  version: 1,
  personal: { subject: 'accountId', fields: ['email', 'name'] },
  entity: { type: 'account', id: 'accountId', label: 'email' },
  action: 'account.created',
  summary: 'An account was created',
})
export class AccountCreated {
  static readonly type = 'AccountCreated';
  @Id() accountId!: string;
  @Email() email!: string;
  @Text({ max: 200 }) name!: string;
}

/** An organisation has granted a membership to the address; the person has yet to accept it. */
@Event<MembershipOffered>({
  category: 'auth.account',
  version: 1,
  entity: { type: 'account', id: 'accountId' },
  occurrence: true,
  action: 'account.membership_offered',
  summary: 'A membership was offered to an account',
})
export class MembershipOffered {
  static readonly type = 'MembershipOffered';
  @Id() accountId!: string;
  @Id() organizationId!: string;
  @Id() membershipId!: string;
  @Count({ min: 0, max: 1e9, technical: true, description: 'How often the address had been proven by then' })
  proofs!: number;
}

/** `operator`: by the operator's tool, or at the platform's first start. */
const PASSWORD_SETTERS = ['person', 'invitation', 'reset', 'operator'] as const;

/** The person's own password: one that signs in everywhere. One that an organisation set is the membership's. */
@Event<PasswordSet>({
  category: 'auth.account',
  version: 1,
  entity: { type: 'account', id: 'accountId' },
  action: 'account.password_set',
  summary: 'A password was set',
})
export class PasswordSet {
  static readonly type = 'PasswordSet';
  @Id() accountId!: string;
  @Id({ technical: true }) passwordId!: string;
  @Choice(PASSWORD_SETTERS) by!: (typeof PASSWORD_SETTERS)[number];
  @Flag({ description: 'It was made up for the person, who must change it at first use' }) mustChange!: boolean;
}

/** Voids every password that an organisation set before, and ends the sessions opened by one. */
@Event<AddressProven>({
  category: 'auth.account',
  version: 1,
  entity: { type: 'account', id: 'accountId' },
  occurrence: true,
  narrowsAccess: 'account',
  action: 'account.address_proven',
  summary: 'A person proved that the address of their account is theirs',
})
export class AddressProven {
  static readonly type = 'AddressProven';
  @Id() accountId!: string;
  @Choice(['invitation', 'verification', 'reset']) by!: 'invitation' | 'verification' | 'reset';
}

/** A mail with a link follows. Only the newest link of a kind is good. */
@Event<PasswordResetRequested>({
  category: 'auth.account',
  version: 1,
  entity: { type: 'account', id: 'accountId' },
  occurrence: true,
  action: 'account.password_reset_requested',
  summary: 'Somebody asked for a new password of an account',
})
export class PasswordResetRequested {
  static readonly type = 'PasswordResetRequested';
  @Id() accountId!: string;
  @Id({ technical: true }) resetId!: string;
  @Instant() expiresAt!: string;
}

@Event<VerificationRequested>({
  category: 'auth.account',
  version: 1,
  entity: { type: 'account', id: 'accountId' },
  occurrence: true,
  action: 'account.verification_requested',
  summary: 'A person asked for a mail that proves their address',
})
export class VerificationRequested {
  static readonly type = 'VerificationRequested';
  @Id() accountId!: string;
  @Id({ technical: true }) verificationId!: string;
  @Instant() expiresAt!: string;
}

/** Recorded as well for an address that another account has: the mail tells its owner. */
@Event<EmailChangeRequested>({
  category: 'auth.account',
  version: 1,
  personal: { subject: 'accountId', fields: ['email'] },
  entity: { type: 'account', id: 'accountId' },
  occurrence: true,
  action: 'account.email_change_requested',
  summary: 'A person asked for another address of their account',
})
export class EmailChangeRequested {
  static readonly type = 'EmailChangeRequested';
  @Id() accountId!: string;
  @Id({ technical: true }) changeId!: string;
  @Email() email!: string;
  @Instant() expiresAt!: string;
}

@Event<EmailChanged>({
  category: 'auth.account',
  version: 1,
  personal: { subject: 'accountId', fields: ['email'] },
  entity: { type: 'account', id: 'accountId', label: 'email' },
  action: 'account.email_changed',
  summary: 'The address of an account changed',
})
export class EmailChanged {
  static readonly type = 'EmailChanged';
  @Id() accountId!: string;
  @Email() email!: string;
}

@Event<NameChanged>({
  category: 'auth.account',
  version: 1,
  personal: { subject: 'accountId', fields: ['name'] },
  entity: { type: 'account', id: 'accountId' },
  action: 'account.name_changed',
  summary: 'The name of an account changed',
})
export class NameChanged {
  static readonly type = 'NameChanged';
  @Id() accountId!: string;
  @Text({ max: 200 }) name!: string;
}

@Event<PlatformRolesSet>({
  category: 'auth.account',
  version: 1,
  entity: { type: 'account', id: 'accountId' },
  narrowsAccess: 'account',
  action: 'account.platform_roles_set',
  summary: 'The platform roles of an account were set',
})
export class PlatformRolesSet {
  static readonly type = 'PlatformRolesSet';
  @Id() accountId!: string;
  @List(Choice(PLATFORM_ROLES), { max: PLATFORM_ROLES.length }) roles!: readonly PlatformRole[];
}

/** The last membership of the person was erased: the login is gone, and its address is free. */
@Event<AccountErased>({
  category: 'auth.account',
  version: 1,
  entity: { type: 'account', id: 'accountId' },
  erases: 'accountId',
  narrowsAccess: 'account',
  implies: { status: 'erased' },
  action: 'account.erased',
  summary: 'An account and its personal data were erased',
})
export class AccountErased {
  static readonly type = 'AccountErased';
  @Id() accountId!: string;
}

/** A security event; the session's own stream has it for the organisation. */
@Event<OrganizationEntered>({
  category: 'auth.account',
  version: 1,
  entity: { type: 'account', id: 'accountId' },
  occurrence: true,
  action: 'account.organization_entered',
  summary: 'A person of the platform switched into an organisation',
})
export class OrganizationEntered {
  static readonly type = 'OrganizationEntered';
  @Id() accountId!: string;
  @Id() organizationId!: string;
  @Id() sessionId!: string;
  @List(Choice(PLATFORM_ROLES), { max: PLATFORM_ROLES.length }) roles!: readonly PlatformRole[];
}

@Event<NewDeviceSignedIn>({
  category: 'auth.account',
  version: 1,
  entity: { type: 'account', id: 'accountId' },
  occurrence: true,
  action: 'account.new_device_signed_in',
  summary: 'Somebody signed in to an account from a new device',
})
export class NewDeviceSignedIn {
  static readonly type = 'NewDeviceSignedIn';
  @Id() accountId!: string;
  @Id() sessionId!: string;
}

/** Once for each lock. */
@Event<AccountLocked>({
  category: 'auth.account',
  version: 1,
  entity: { type: 'account', id: 'accountId' },
  occurrence: true,
  action: 'account.locked',
  summary: 'An account was locked after failed sign-ins',
})
export class AccountLocked {
  static readonly type = 'AccountLocked';
  @Id() accountId!: string;
  @Choice(['account', 'device'], { description: 'Device: for one browser that signed in before, and for no other' })
  of!: 'account' | 'device';
  @Flag({ description: 'Only a reset of the password opens it; else time does' }) untilReset!: boolean;
}
