import { Query } from '../declare/contract';
import { Choice, Email, Secret, Id, List, Name, Nested, Slug, Text } from '../declare/fields';
import { RoleName } from '../values/role-name';
import { PLATFORM_ROLES, type PlatformRole } from '../roles';

export class MyOrganization {
  @Id() id!: string;
  @Slug() slug!: string;
  @Text({ max: 200, example: 'Acme Foods' }) name!: string;
  @List(RoleName(), { max: 100 }) roles!: readonly string[];
}

/**
 * The caller, and the permissions of this session. A session by a password that somebody else set shows the one
 * organisation, with the name and address that it typed.
 */
export class MyAccount {
  @Id({ description: "The membership's in an organisation, the account's outside of one" }) id!: string;
  @Email() email!: string;
  @Text({ max: 200, example: 'Ada Lovelace' }) name!: string;
  @Id({ nullable: true, description: 'The organisation that this session acts in' }) organizationId!: string | null;
  @List(Nested(() => MyOrganization), { max: 1000 }) organizations!: readonly MyOrganization[];
  @List(RoleName(), { max: 100 }) roles!: readonly string[];
  @List(Name({ example: 'inventory.item.read' }), { max: 500 }) permissions!: readonly string[];
  @Secret({ max: 100, description: 'For `X-CSRF-Token`: with cookies, every change needs it' }) csrfToken!: string;
  @List(Choice(PLATFORM_ROLES), { max: PLATFORM_ROLES.length }) platformRoles!: readonly PlatformRole[];
}

@Query({
  subject: 'auth.me',
  permission: 'self',
  route: 'GET /auth/me',
  summary: 'Read your own account, organisations and permissions',
  answers: MyAccount,
  platform: true,
  beforeSecondFactor: true,
})
export class Me {}
