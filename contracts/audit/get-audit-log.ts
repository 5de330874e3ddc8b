import { Query } from '../declare/contract';
import { Choice, Count, Email, Id, Instant, List, Name, Nested, Text } from '../declare/fields';
import { Json } from '../declare/open-fields';
import { RoleName } from '../values/role-name';
import { MAX_USER_AGENT } from '../values/user-agent';

export const AUDIT_OUTCOMES = ['done', 'refused'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

export class AuditActor {
  @Name({ description: 'An account, or `service:<name>`', example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071' })
  id!: string;
  @Name({ example: 'user' }) type!: string;
  @Email({ nullable: true, description: 'Null for services and for erased persons' }) email!: string | null;
  @List(RoleName(), { max: 100 }) roles!: readonly string[];
  @Text({ max: 64, nullable: true, example: '203.0.113.7' }) ip!: string | null;
  @Text({ max: MAX_USER_AGENT, nullable: true, example: 'curl/8.5.0' }) userAgent!: string | null;
}

export class AuditEntity {
  @Name({ example: 'item' }) type!: string;
  @Text({ max: 200, description: 'A UUID for most', example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071' }) id!: string;
  @Text({ max: 300, nullable: true, example: 'A-1001' }) label!: string | null;
}

/** The organisation whose trail an entry is in. */
export class AuditOrganization {
  @Id() id!: string;
  @Text({ max: 200, nullable: true, description: 'Null for the platform', example: 'Acme Foods' }) name!: string | null;
}

/** One field's value before and after; null where there was none, or for an erased person. */
export class AuditChange {
  @Name({ example: 'name' }) field!: string;
  @Json({ max: 500_000, nullable: true }) before!: unknown;
  @Json({ max: 500_000, nullable: true }) after!: unknown;
}

/** One entry of the trail: an event of the log, and its actor. */
export class AuditEntry {
  @Id() id!: string;
  @Count({
    min: 0,
    max: 1e15,
    nullable: true,
    description: "Its leaf in the organisation's tree; null while that is not there yet (`OpsLedger-Stale: true`)",
  })
  index!: number | null;
  @Name({ description: 'A position of the log', example: '0001-0000000000000000042' }) position!: string;
  @Instant() occurredAt!: string;
  @Instant() recordedAt!: string;
  @Nested(() => AuditOrganization) organization!: AuditOrganization;
  @Name({ example: 'stock.received' }) action!: string;
  @Choice(AUDIT_OUTCOMES) outcome!: AuditOutcome;
  @Nested(() => AuditActor) actor!: AuditActor;
  @Nested(() => AuditEntity) entity!: AuditEntity;
  @List(Nested(() => AuditChange), {
    max: 1_000,
    nullable: true,
    description: 'Null while this release cannot read the event, which a later one has written',
  })
  changes!: readonly AuditChange[] | null;
  @Text({ max: 128 }) correlationId!: string;
  @Text({ max: 128 }) causationId!: string;
  @Text({ max: 128 }) requestId!: string;
}

@Query({
  subject: 'audit.get-audit-log',
  permission: 'audit.read',
  route: 'GET /audit-logs/{entryId}',
  summary: 'Read an entry of the audit trail',
  answers: AuditEntry,
  discloses: 'audit',
  platform: true,
})
export class GetAuditLog {
  @Id() entryId!: string;
  @Id({ optional: true, description: 'The organisation of the trail, for platform users; default: the platform' })
  organizationId?: string;
}
