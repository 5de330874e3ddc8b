import type { EntityManager } from 'typeorm';
import type { AuditActor, AuditEntry, GetAuditLog } from '#contracts/audit/get-audit-log';
import type { ListAuditLogs } from '#contracts/audit/list-audit-logs';
import { DomainError } from '#contracts/errors';
import type { Page } from '#contracts/declare/list-request';
import { PLATFORM } from '#contracts/permissions';
import type { RequestContext } from '#libs/identity';
import {
  acceptor,
  atLeast,
  atMost,
  equals,
  listPage,
  listedRow,
  mismatch,
  readCursor,
  type ListDeclaration,
} from '#libs/read-models';
import type { DirectoryRow } from '#libs/projections';
import type { Outcome, ServiceParts } from '#libs/runtime';
import type { OrganizationEntry } from '#contracts/tenancy/organization-directory';
import { readLeaves } from '../leaf/leaves.query';
import { AuditEntryRow, EntityRow, type EventReference } from './audit-entry.entity';
import { changesOf } from './changes';
import { organizations } from './organizations.entity';
import { readFacts, standingKey, type Facts, type Standing } from './facts.query';

const entries: ListDeclaration<AuditEntryRow> = {
  name: 'audit-logs',
  entity: AuditEntryRow,
  sort: { index: 'position', occurredAt: 'occurredAt' },
  order: '-index',
  joins: { organization: { entity: organizations.table, on: { tenantId: 'id' } } },
  filters: {
    actorId: equals('actorId'),
    action: equals('action'),
    entityType: equals('entityType'),
    entityId: equals('entityId'),
    from: atLeast('occurredAt'),
    to: atMost('occurredAt'),
    // Only pinned in the cursor: the reader bounds the rows to the organisation.
    organizationId: Object.assign(() => undefined, { property: 'tenantId' } as const),
    // No field of the request: the end of the trail when its first page was read.
    through: atMost('position'),
  },
};

/** A row with the name of its organisation; null for the platform. */
type ListedEntry = AuditEntryRow & { readonly organization: DirectoryRow<OrganizationEntry> | null };

/** Reading a page adds an entry to the trail: without a fixed end a list might never end. */
async function newest(rows: EntityManager, tenantId: string, caller: string): Promise<{ readonly through?: string }> {
  const last = await rows.findOne(AuditEntryRow, {
    select: { position: true },
    where: { tenantId },
    order: { position: 'DESC' },
  });
  // Only an existing organisation has entries. For any other id nothing is shown, so nothing is recorded in its name.
  if (!last && tenantId !== caller) throw new DomainError('NOT_FOUND');
  return last ? { through: last.position } : {};
}

const isId = acceptor('uuid');

/** The longest wait of an answer for missing leaves. */
const LEAVES_WITHIN_MS = 1_000;

/** Entries, and whether every leaf that they need was there. */
interface Opened {
  readonly entries: readonly AuditEntry[];
  readonly complete: boolean;
}

type Answered<Answer extends object> = Outcome<Answer> & { readonly stale?: boolean };

/** The means of reading the trail. */
type TrailParts = Pick<ServiceParts, 'tenantReader' | 'log' | 'codec'>;

/** @throws DomainError `NOT_FOUND` for an organisation other than the caller's that does not exist */
export async function listAuditLogs(
  query: ListAuditLogs,
  context: RequestContext,
  parts: TrailParts,
): Promise<Answered<Page<AuditEntry>>> {
  const tenantId = trailOf(context, organizationIn(query));
  const page = await parts.tenantReader.query(tenantId, async (rows) =>
    listPage(
      rows,
      entries,
      query.cursor === undefined ? { ...query, ...(await newest(rows, tenantId, context.tenantId)) } : query,
    ),
  );
  const { entries: items, complete } = await opened(tenantId, page.items as ListedEntry[], parts);
  return { answer: { ...page, items }, organizationId: tenantId, ...(!complete && { stale: true }) };
}

export async function getAuditLog(
  { entryId: id, organizationId }: GetAuditLog,
  context: RequestContext,
  parts: TrailParts,
): Promise<Answered<AuditEntry>> {
  const tenantId = trailOf(context, organizationId);
  const row = await parts.tenantReader.query(tenantId, (rows) => listedRow(rows, entries, { tenantId, id }));
  if (!row) throw new DomainError('NOT_FOUND', 'There is no such entry');
  const { entries: found, complete } = await opened(tenantId, [row as ListedEntry], parts);
  return { answer: found[0] as AuditEntry, organizationId: tenantId, ...(!complete && { stale: true }) };
}

const PEOPLE: ReadonlySet<string> = new Set(['user', 'api_key']);

/** The entries of these rows: details are read from the log, and personal data is decrypted with the remaining keys. */
async function opened(tenantId: string, rows: readonly ListedEntry[], parts: TrailParts): Promise<Opened> {
  const { tenantReader, log, codec } = parts;
  const until = performance.now() + LEAVES_WITHIN_MS;
  const positions = new Set(rows.map(({ position }) => position));
  // A key acts as its owner, whose address is shown.
  const actors = rows.filter(({ actorType }) => PEOPLE.has(actorType)).map(({ actorId }) => actorId);
  const [leaves, facts, emails] = await Promise.all([
    readLeaves(tenantReader, tenantId, positions, until),
    readFacts(log, codec, rows.flatMap(standingsOf)),
    emailsOf(tenantId, actors, parts),
  ]);
  const indexes = new Map(leaves.map(({ position, index }) => [position, index]));
  return {
    entries: rows.map((row) =>
      entryOf(row, { index: indexes.get(row.position) ?? null, facts, email: emails.get(row.actorId) ?? null }),
    ),
    complete: leaves.length === positions.size,
  };
}

/**
 * The actors of an organisation are its members, with the addresses that it sees; people of the platform are accounts.
 * Each address is decrypted in the tenant that holds it.
 */
async function emailsOf(
  tenantId: string,
  actorIds: readonly string[],
  parts: TrailParts,
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(actorIds)];
  if (ids.length === 0) return new Map();
  const sources = await Promise.all([
    emailSources({ tenantId, entityType: 'user' }, ids, parts),
    emailSources({ tenantId: PLATFORM, entityType: 'account' }, ids, parts),
  ]);
  const places = sources.flat();
  const facts = await readFacts(
    parts.log,
    parts.codec,
    places.map(({ source }) => source),
  );
  return new Map(
    places.flatMap(({ id, source }) => {
      const { email } = (facts.get(standingKey(source))?.decoded?.data ?? {}) as { readonly email?: unknown };
      return typeof email === 'string' ? [[id, email] as const] : [];
    }),
  );
}

/** The event that last set the address of each of these entities. */
async function emailSources(
  of: { readonly tenantId: string; readonly entityType: string },
  entityIds: readonly string[],
  { tenantReader }: TrailParts,
) {
  const entities = await tenantReader.query(of.tenantId, (rows) =>
    rows
      .createQueryBuilder(EntityRow, 'entity')
      .where(`entity.tenantId = :tenantId AND entity.entityType = :entityType AND entity.entityId IN (:...entityIds)`, {
        ...of,
        entityIds,
      })
      .getMany(),
  );
  return entities.flatMap(({ entityId, sources }) => {
    const source = sources.find(({ fields }) => fields.includes('email'));
    return source ? [{ id: entityId, source }] : [];
  });
}

/** The places of an entry's event, and of those that it is compared with. */
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

function entryOf(row: ListedEntry, { index, facts, email }: BesideRow): AuditEntry {
  const { entityType: type, entityId: id, label, actorId, actorType } = row;
  const found = facts.get(standingKey(row));
  // Another event at its place does not belong to this entry.
  const metadata = found?.id === row.id ? found.metadata : {};
  const { ip = null, userAgent = null, actorRoles = [] } = metadata;
  const actor: AuditActor = { id: actorId, type: actorType, email, roles: actorRoles, ip, userAgent };
  return {
    id: row.id,
    index,
    position: row.position,
    occurredAt: row.occurredAt,
    recordedAt: row.recordedAt,
    organization: { id: row.tenantId, name: row.organization?.name ?? null },
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

/** Null if this release cannot read the event, or one that it is compared with. */
function changesIn(row: AuditEntryRow, facts: Facts): AuditEntry['changes'] {
  const found = facts.get(standingKey(row));
  if (found?.id !== row.id || !found.decoded) return null;
  const earlier = (row.before ?? []).map((reference) => facts.get(standingKey(standingOf(row, reference)))?.decoded);
  const readable = earlier.flatMap((each) => (each ? [each] : []));
  return readable.length === earlier.length ? (changesOf(found.decoded, readable) ?? null) : null;
}

/** The organisation of the trail: the caller's own; for the platform's people the one they name, or the platform's. */
function trailOf({ tenantId }: RequestContext, organizationId: string | undefined): string {
  if (tenantId === PLATFORM) return organizationId ?? PLATFORM;
  if (organizationId !== undefined && organizationId !== tenantId) throw new DomainError('NOT_FOUND');
  return tenantId;
}

/** The organisation that the request names, or that the cursor pins. */
function organizationIn({ organizationId, cursor }: ListAuditLogs): string | undefined {
  if (organizationId !== undefined || cursor === undefined) return organizationId;
  const pinned = readCursor(cursor, entries.name).filters['organizationId'];
  if (pinned === undefined || isId(pinned)) return pinned as string | undefined;
  throw mismatch();
}
