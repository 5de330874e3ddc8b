import { Event } from '../declare/event';
import { Choice, Email, Id, List, Text } from '../declare/fields';
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
  @Id({
    nullable: true,
    technical: true,
    description: 'The row that holds the password; null until the person has chosen one',
  })
  passwordId!: string | null;
}

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
