import { Query } from '../declare/contract';
import { Choice, Email, Flag, Id, Instant, List, Name, Nested, Text } from '../declare/fields';
import { Json } from '../declare/open-fields';
import { RoleName } from '../values/role-name';
import { PLATFORM_ROLES, type PlatformRole } from '../roles';
import { MEMBERSHIP_STATUSES, type MembershipStatus } from './get-user';
import { ApiKeyDetails } from './list-api-keys';
import { MySession } from './list-sessions';

export const MAX_EXPORTED_EVENTS = 1_000;
export const MAX_EXPORTED_SESSIONS = 200;
export const MAX_EXPORTED_KEYS = 1_000;

export class ExportedAccount {
  @Id() id!: string;
  @Email() email!: string;
  @Text({ max: 200, example: 'Ada Lovelace' }) name!: string;
  @List(Choice(PLATFORM_ROLES), { max: PLATFORM_ROLES.length }) platformRoles!: readonly PlatformRole[];
  @Flag({ description: 'A second factor is in force' }) secondFactor!: boolean;
}

/** A membership, with the name and address that the organisation keeps. */
export class ExportedMembership {
  @Id() id!: string;
  @Id() organizationId!: string;
  @Text({ max: 200, example: 'Acme Foods' }) organizationName!: string;
  @Email({ nullable: true }) email!: string | null;
  @Text({ max: 200, nullable: true, example: 'Ada Lovelace' }) name!: string | null;
  @List(RoleName(), { max: 100 }) roles!: readonly string[];
  @Choice(MEMBERSHIP_STATUSES) status!: MembershipStatus;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
  @List(Nested(() => ApiKeyDetails), { max: MAX_EXPORTED_KEYS, description: 'Keys in force' })
  apiKeys!: readonly ApiKeyDetails[];
}

/** An event of the account, without the fields that only the machinery needs. */
export class ExportedEvent {
  @Instant() at!: string;
  @Name({ example: 'account.created' }) action!: string;
  @Json({ max: 100_000 }) details!: object;
}

/** All that sign-in keeps of a person; no secret is among it. */
export class OwnData {
  @Instant() exportedAt!: string;
  @Nested(() => ExportedAccount, {
    nullable: true,
    description: 'Null for a session that is bound to one membership: it shows nothing else of the person',
  })
  account!: ExportedAccount | null;
  @List(Nested(() => ExportedMembership), { max: 1000 }) memberships!: readonly ExportedMembership[];
  @List(Nested(() => MySession), {
    max: MAX_EXPORTED_SESSIONS,
    description: 'Sessions that have not ended, the newest',
  })
  sessions!: readonly MySession[];
  @List(Nested(() => ExportedEvent), { max: MAX_EXPORTED_EVENTS, description: 'Of the account, the newest ones' })
  history!: readonly ExportedEvent[];
  @Flag({ description: 'Older events were left out, since an answer has a largest size' }) isCut!: boolean;
}

@Query({
  subject: 'auth.export-own-data',
  permission: 'self',
  route: 'GET /auth/data-export',
  summary: 'Export all that sign-in keeps of yourself',
  answers: OwnData,
  platform: true,
})
export class ExportOwnData {}
