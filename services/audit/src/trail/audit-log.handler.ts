import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { GetAuditLog, type AuditActor, type AuditEntry } from '#contracts/audit/get-audit-log';
import { ListAuditLogs } from '#contracts/audit/list-audit-logs';
import { DomainError } from '#contracts/errors';
import { declaredEvents } from '#contracts/event';
import type { Page } from '#contracts/list-request';
import { PLATFORM } from '#contracts/permissions';
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
import { CODEC, Handles, TENANT_READER, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { readLeaves } from '../leaf/leaves.query';
import { AuditEntryRow, EntityValueRow, type FieldChange } from './audit-entry.entity';
import { isSealedValue, openLeaves, type OpenedLeaf } from './sealed-values';

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

/** Reads the trail; personal values are opened from the leaves with the keys that are left. */
@Injectable()
export class AuditTrail {
  constructor(
    @Inject(TENANT_READER) private readonly reader: Pick<TenantReader, 'query'>,
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
    const referred = rows.flatMap(({ changes }) => changes.flatMap(({ before, after }) => [before, after]));
    const positions = new Set([
      ...rows.map(({ position }) => position),
      ...referred.filter(isSealedValue).map(({ $sealed }) => $sealed.position),
    ]);
    const actors = rows.filter(({ actorType }) => actorType === 'user').map(({ actorId }) => actorId);
    const [leaves, emails] = await Promise.all([
      readLeaves(this.reader, tenantId, positions, until),
      this.emailsOf(actors, until),
    ]);
    const values = await openLeaves(this.codec, leaves);
    const refused = refusals();
    const indexes = new Map(leaves.map(({ position, index }) => [position, index]));
    return {
      entries: rows.map((row) =>
        entryOf(row, {
          index: indexes.get(row.position) ?? null,
          leaves: values,
          email: emails.known.get(row.actorId) ?? null,
          isRefused: refused.has(row.action),
        }),
      ),
      complete: leaves.length === positions.size && emails.complete,
    };
  }

  /** Accounts belong to the platform's tenant; their addresses are opened from there. */
  private async emailsOf(actorIds: readonly string[], until: number) {
    const entityKeys = [...new Set(actorIds)].map((id) => `account:${id}`);
    if (entityKeys.length === 0) return { known: new Map<string, string>(), complete: true };
    const accounts = await this.reader.query(PLATFORM, (rows) =>
      rows
        .createQueryBuilder(EntityValueRow, 'account')
        .where('account.tenantId = :tenantId AND account.entityKey IN (:...entityKeys)', {
          tenantId: PLATFORM,
          entityKeys,
        })
        .getMany(),
    );
    const places = accounts.flatMap(({ entityKey, values }) => {
      const email = values['email'];
      return isSealedValue(email) ? [{ id: entityKey.slice('account:'.length), ...email.$sealed }] : [];
    });
    const positions = new Set(places.map(({ position }) => position));
    const leaves = await readLeaves(this.reader, PLATFORM, positions, until);
    const opened = await openLeaves(this.codec, leaves);
    const known = new Map(
      places.flatMap(({ id, position, field }) => {
        const email = opened.get(position)?.data[field];
        return typeof email === 'string' ? [[id, email] as const] : [];
      }),
    );
    return { known, complete: leaves.length === positions.size };
  }
}

interface BesideRow {
  readonly index: number | null;
  readonly leaves: ReadonlyMap<string, OpenedLeaf>;
  readonly email: string | null;
  readonly isRefused: boolean;
}

function entryOf(row: AuditEntryRow, { index, leaves, email, isRefused }: BesideRow): AuditEntry {
  const { entityType: type, entityId: id, label, changes, actorId, actorType, actorRoles } = row;
  const { ip = null, userAgent = null } = leaves.get(row.position)?.metadata ?? {};
  const actor: AuditActor = { id: actorId, type: actorType, email, roles: actorRoles, ip, userAgent };
  const open = (value: unknown) =>
    isSealedValue(value) ? (leaves.get(value.$sealed.position)?.data[value.$sealed.field] ?? null) : value;
  return {
    id: row.id,
    index,
    position: row.position,
    occurredAt: row.occurredAt,
    recordedAt: row.recordedAt,
    action: row.action,
    outcome: isRefused ? 'refused' : 'done',
    actor,
    entity: { type, id, label },
    changes: changes.map(({ field, before, after }: FieldChange) => ({
      field,
      before: open(before),
      after: open(after),
    })),
    correlationId: row.correlationId,
    causationId: row.causationId,
    requestId: row.requestId,
  };
}

/** Actions that say that something was refused, of every event that is declared by now. */
function refusals(): ReadonlySet<string> {
  return new Set(declaredEvents().flatMap(({ refusal, action }) => (refusal ? [action] : [])));
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
