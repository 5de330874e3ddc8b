import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { GetAuditLog, type AuditActor, type AuditEntry } from '#contracts/audit/get-audit-log';
import { ListAuditLogs } from '#contracts/audit/list-audit-logs';
import { DomainError } from '#contracts/errors';
import type { Page } from '#contracts/declare/list-request';
import { PLATFORM } from '#contracts/permissions';
import type { EventLog } from '#libs/event-log';
import type { EventCodec } from '#libs/event-sourcing';
import type { RequestContext } from '#libs/identity';
import {
  acceptor,
  atLeast,
  atMost,
  equals,
  listPage,
  mismatch,
  readCursor,
  type ListDeclaration,
  type TenantReader,
} from '#libs/read-models';
import { CODEC, EVENT_LOG, Handles, TENANT_READER, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { readLeaves } from '../leaf/leaves.query';
import { AuditEntryRow, EntityRow, type EventReference } from './audit-entry.entity';
import { changesOf } from './changes';
import { readFacts, standingKey, type Facts, type Standing } from './facts.query';

const entries: ListDeclaration<AuditEntryRow> = {
  name: 'audit-logs',
  entity: AuditEntryRow,
  sort: { index: 'position', occurredAt: 'occurredAt' },
  order: '-index',
  filters: {
    actorId: equals('actorId'),
    action: equals('action'),
    entityType: equals('entityType'),
    entityId: equals('entityId'),
    from: atLeast('occurredAt'),
    to: atMost('occurredAt'),
    // Pinned alone: whose rows are read is said to the reader.
    organizationId: Object.assign(() => undefined, { property: 'tenantId' } as const),
    // No field of the request: where the trail ended when its first page was read.
    through: atMost('position'),
  },
};

/** Reading a page adds an entry to what is read: without an end of its own a list might never come to one. */
async function newest(rows: EntityManager, tenantId: string, caller: string): Promise<{ readonly through?: string }> {
  const last = await rows.findOne(AuditEntryRow, {
    select: { position: true },
    where: { tenantId },
    order: { position: 'DESC' },
  });
  // Whoever is there has made an entry. Of others nothing is shown, so that nothing is recorded in their name.
  if (!last && tenantId !== caller) throw new DomainError('NOT_FOUND');
  return last ? { through: last.position } : {};
}

const isId = acceptor('uuid');

/** How long an answer waits for leaves that are not there yet. */
const LEAVES_WITHIN_MS = 1_000;

/** Entries, and whether every leaf that they need was there. */
interface Opened {
  readonly entries: readonly AuditEntry[];
  readonly complete: boolean;
}

type Answered<Answer extends object> = Outcome<Answer> & { readonly stale?: boolean };

/** Reads the trail; details are read from the log, and what is personal is opened with the keys that are left. */
@Injectable()
export class AuditTrail {
  constructor(
    @Inject(TENANT_READER) private readonly reader: Pick<TenantReader, 'query'>,
    @Inject(EVENT_LOG) private readonly log: Pick<EventLog, 'readStream'>,
    @Inject(CODEC) private readonly codec: Pick<EventCodec, 'decode' | 'reveal'>,
  ) {}

  /** @throws DomainError `NOT_FOUND` for an organisation that is not there, other than the caller's */
  async page(tenantId: string, query: ListAuditLogs, caller: string): Promise<Answered<Page<AuditEntry>>> {
    const page = await this.reader.query(tenantId, async (rows) =>
      listPage(
        rows,
        entries,
        query.cursor === undefined ? { ...query, ...(await newest(rows, tenantId, caller)) } : query,
      ),
    );
    const { entries: items, complete } = await this.opened(tenantId, page.items);
    return { answer: { ...page, items }, organizationId: tenantId, ...(!complete && { stale: true }) };
  }

  async entry(tenantId: string, id: string): Promise<Answered<AuditEntry> | undefined> {
    const row = await this.reader.query(tenantId, (rows) => rows.findOneBy(AuditEntryRow, { tenantId, id }));
    if (!row) return undefined;
    const { entries: opened, complete } = await this.opened(tenantId, [row]);
    return { answer: opened[0] as AuditEntry, organizationId: tenantId, ...(!complete && { stale: true }) };
  }

  private async opened(tenantId: string, rows: readonly AuditEntryRow[]): Promise<Opened> {
    const until = performance.now() + LEAVES_WITHIN_MS;
    const positions = new Set(rows.map(({ position }) => position));
    const actors = rows.filter(({ actorType }) => actorType === 'user').map(({ actorId }) => actorId);
    const [leaves, facts, emails] = await Promise.all([
      readLeaves(this.reader, tenantId, positions, until),
      readFacts(this.log, this.codec, rows.flatMap(standingsOf)),
      this.emailsOf(actors),
    ]);
    const indexes = new Map(leaves.map(({ position, index }) => [position, index]));
    return {
      entries: rows.map((row) =>
        entryOf(row, {
          index: indexes.get(row.position) ?? null,
          facts,
          email: emails.get(row.actorId) ?? null,
        }),
      ),
      complete: leaves.length === positions.size,
    };
  }

  /** Accounts belong to the platform's tenant; their addresses are opened from there. */
  private async emailsOf(actorIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const entityIds = [...new Set(actorIds)];
    if (entityIds.length === 0) return new Map();
    const accounts = await this.reader.query(PLATFORM, (rows) =>
      rows
        .createQueryBuilder(EntityRow, 'account')
        .where(
          `account.tenantId = :tenantId AND account.entityType = 'account' AND account.entityId IN (:...entityIds)`,
          {
            tenantId: PLATFORM,
            entityIds,
          },
        )
        .getMany(),
    );
    const places = accounts.flatMap(({ entityId, sources }) => {
      const source = sources.find(({ fields }) => fields.includes('email'));
      return source ? [{ id: entityId, source }] : [];
    });
    const facts = await readFacts(
      this.log,
      this.codec,
      places.map(({ source }) => source),
    );
    return new Map(
      places.flatMap(({ id, source }) => {
        const { email } = (facts.get(standingKey(source))?.decoded?.data ?? {}) as { readonly email?: unknown };
        return typeof email === 'string' ? [[id, email] as const] : [];
      }),
    );
  }
}

/** Where the event of an entry stands, and those that it is compared with. */
function standingsOf(row: AuditEntryRow): readonly Standing[] {
  return [row, ...(row.before ?? []).map((reference) => standingOf(row, reference))];
}

function standingOf({ stream }: AuditEntryRow, reference: EventReference): Standing {
  if (typeof reference === 'number') return { stream, revision: reference };
  return { stream: reference[0], revision: reference[1] };
}

interface BesideRow {
  readonly index: number | null;
  readonly facts: Facts;
  readonly email: string | null;
}

function entryOf(row: AuditEntryRow, { index, facts, email }: BesideRow): AuditEntry {
  const { entityType: type, entityId: id, label, actorId, actorType } = row;
  const found = facts.get(standingKey(row));
  // Another event at its place is none of this entry's.
  const metadata = found?.id === row.id ? found.metadata : {};
  const { ip = null, userAgent = null, actorRoles = [] } = metadata;
  const actor: AuditActor = { id: actorId, type: actorType, email, roles: actorRoles, ip, userAgent };
  return {
    id: row.id,
    index,
    position: row.position,
    occurredAt: row.occurredAt,
    recordedAt: row.recordedAt,
    action: row.action,
    outcome: metadata.effect === 'refusal' ? 'refused' : 'done',
    actor,
    entity: { type, id, label },
    changes: changesIn(row, facts),
    correlationId: metadata.correlationId ?? '',
    causationId: metadata.causationId ?? '',
    requestId: metadata.requestId ?? '',
  };
}

/** Null where this release cannot read the event, or one that it is compared with. */
function changesIn(row: AuditEntryRow, facts: Facts): AuditEntry['changes'] {
  const found = facts.get(standingKey(row));
  if (found?.id !== row.id || !found.decoded) return null;
  const earlier = (row.before ?? []).map((reference) => facts.get(standingKey(standingOf(row, reference)))?.decoded);
  const readable = earlier.flatMap((each) => (each ? [each] : []));
  return readable.length === earlier.length ? (changesOf(found.decoded, readable) ?? null) : null;
}

/** Whose trail: the caller's own organisation; for the platform's people the one they name, or the platform's. */
function trailOf({ tenantId }: RequestContext, organizationId: string | undefined): string {
  if (tenantId === PLATFORM) return organizationId ?? PLATFORM;
  if (organizationId !== undefined && organizationId !== tenantId) throw new DomainError('NOT_FOUND');
  return tenantId;
}

/** As named, or as the page before was asked for. */
function organizationIn({ organizationId, cursor }: ListAuditLogs): string | undefined {
  if (organizationId !== undefined || cursor === undefined) return organizationId;
  const pinned = readCursor(cursor, entries.name).filters['organizationId'];
  if (pinned === undefined || isId(pinned)) return pinned as string | undefined;
  throw mismatch();
}

@Handles(ListAuditLogs)
export class ListAuditLogsHandler implements Handler<ListAuditLogs, Page<AuditEntry>, RequestContext> {
  constructor(private readonly trail: AuditTrail) {}

  async execute({ payload, context }: Dispatched<ListAuditLogs, RequestContext>): Promise<Answered<Page<AuditEntry>>> {
    return this.trail.page(trailOf(context, organizationIn(payload)), payload, context.tenantId);
  }
}

@Handles(GetAuditLog)
export class GetAuditLogHandler implements Handler<GetAuditLog, AuditEntry, RequestContext> {
  constructor(private readonly trail: AuditTrail) {}

  async execute({ payload, context }: Dispatched<GetAuditLog, RequestContext>): Promise<Answered<AuditEntry>> {
    const found = await this.trail.entry(trailOf(context, payload.organizationId), payload.entryId);
    if (!found) throw new DomainError('NOT_FOUND', 'There is no such entry');
    return found;
  }
}
