import type { Pool, PoolClient } from 'pg';
import {
  START,
  envelopeOf,
  epochOf,
  leafHash,
  printsOf,
  streamParts,
  type Position,
  type RecordedEvent,
} from '#libs/event-log';
import { FollowerStopped } from '#libs/runtime';

/** The advisory lock under which leaves are added. */
const LOCK = 0x6c656166;

/** The number of leaves that are compared with the log whenever the keeper is opened. */
const COMPARED_ANEW = 1_000;

const CHECKPOINT = 'SELECT position FROM audit.leaf ORDER BY position DESC OFFSET $1 LIMIT 1';

const STANDING = `
  SELECT (SELECT max(position) FROM audit.leaf) AS last,
         (SELECT fault FROM audit.tree_fault ORDER BY position LIMIT 1) AS fault`;

const RANGE = 'SELECT position, event_id, hash FROM audit.leaf WHERE position BETWEEN $1 AND $2';

/** The sizes of the trees that a batch adds to, before it is added. */
const SIZES = `
  SELECT tenant.id, coalesce(max(leaf.index) + 1, 0) AS size
    FROM unnest($1::uuid[]) AS tenant (id)
    LEFT JOIN LATERAL (
      SELECT index FROM audit.leaf WHERE tenant_id = tenant.id ORDER BY index DESC LIMIT 1
    ) AS leaf ON true
   GROUP BY tenant.id`;

const ADD = `
  INSERT INTO audit.leaf (tenant_id, index, position, event_id, hash, prints)
  SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::bytea[], $6::bytea[])`;

const ADD_AFTER = 'SELECT audit.add_leaves($1, $2, $3, $4, $5, $6, $7) AS added';

const STOP = 'INSERT INTO audit.tree_fault (position, fault) VALUES ($1, $2) ON CONFLICT (position) DO NOTHING';

/**
 * The log and the leaves contradict each other, or an event has no leaf: no leaf is added until a person has looked.
 */
export class TreeStopped extends FollowerStopped {
  override readonly name = 'TreeStopped';

  constructor(
    readonly fault: string,
    /** The position of the fault; absent when the fault is only reported again. */
    readonly position?: Position,
  ) {
    super(`the audit trees stand still: ${fault}`);
  }
}

/**
 * Adds a leaf for every event, in order of the log. The position of the last leaf is read under a lock in the
 * transaction that adds more: with any number of replicas each event gets one leaf, and its tree no gap. An existing
 * leaf is compared with its event and never rewritten; the first difference stops the trees of every replica.
 */
export class LeafKeeper {
  /** The end of the leaves, unless another replica has added more since. */
  private last: Position | undefined;

  /** Connects as `opsledger_projector`. */
  constructor(
    private readonly database: Pool,
    private readonly comparedAnew = COMPARED_ANEW,
  ) {}

  /** The position to follow the log from: some way before the last leaf, so that the last leaves are compared. */
  async checkpoint(): Promise<Position> {
    const { rows } = await this.database.query<{ position: Position }>(CHECKPOINT, [this.comparedAnew]);
    return rows[0]?.position ?? START;
  }

  /** Takes events as the log has them, without a gap. @throws TreeStopped */
  async add(batch: readonly RecordedEvent[]): Promise<void> {
    const newest = batch.at(-1)?.position;
    if (newest === undefined || (await this.addAfterLast(batch))) return;
    try {
      this.last = await this.transaction(async (client) => {
        // In a statement of its own: rows committed during the wait must be visible to the next one.
        await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
        const last = await lastPosition(client);
        await compare(
          client,
          batch.filter(({ position }) => position <= last),
        );
        await insert(
          client,
          batch.filter(({ position }) => position > last),
          last,
        );
        return newest > last ? newest : last;
      });
    } catch (error) {
      if (error instanceof TreeStopped && error.position !== undefined) {
        await this.database.query(STOP, [error.position, error.fault]);
      }
      throw error;
    }
  }

  /** The ordinary case, in one round trip. False, and no leaf is added, if anything is unusual. */
  private async addAfterLast(batch: readonly RecordedEvent[]): Promise<boolean> {
    const { last } = this;
    const [first] = batch;
    if (last === undefined || !first || first.position <= last) return false;
    if (batch.some((event) => unreadable(event, last) !== undefined)) return false;
    const { rows } = await this.database.query<{ added: boolean }>({
      name: 'add leaves',
      text: ADD_AFTER,
      values: [LOCK, last, ...leavesOf(batch)],
    });
    if (!rows[0]?.added) return false;
    this.last = batch.at(-1)?.position;
    return true;
  }

  private async transaction<Answer>(work: (client: PoolClient) => Promise<Answer>): Promise<Answer> {
    const client = await this.database.connect();
    try {
      await client.query('BEGIN');
      const answer = await work(client);
      await client.query('COMMIT');
      client.release();
      return answer;
    } catch (error) {
      // Closing the connection rolls back.
      client.release(true);
      throw error;
    }
  }
}

/** The end of the leaves; `START` when there are none. */
async function lastPosition(client: PoolClient): Promise<Position> {
  const { rows } = await client.query<{ last: Position | null; fault: string | null }>(STANDING);
  const { last = null, fault = null } = rows[0] ?? {};
  if (fault !== null) throw new TreeStopped(fault);
  return last ?? START;
}

/** Checks that the leaves were made of exactly the log's events from the first to the last of these. */
async function compare(client: PoolClient, events: readonly RecordedEvent[]): Promise<void> {
  const [first, last] = [events[0], events.at(-1)];
  if (!first || !last) return;
  const { rows } = await client.query<{ position: Position; event_id: string; hash: Buffer }>(RANGE, [
    first.position,
    last.position,
  ]);
  const leaves = new Map(rows.map((leaf) => [leaf.position, leaf]));
  for (const event of events) {
    const { position } = event;
    const leaf = leaves.get(position);
    if (!leaf) throw new TreeStopped(`the log has an event at ${position} that no leaf was made of`, position);
    if (leaf.event_id !== event.id || !leaf.hash.equals(leafHash(envelopeOf(event)))) {
      throw new TreeStopped(`the event at ${position} is not the one that its leaf was made of`, position);
    }
    leaves.delete(position);
  }
  const [lost] = leaves.keys();
  if (lost !== undefined) throw new TreeStopped(`the log has lost the event at ${lost}, which has a leaf`, lost);
}

async function insert(client: PoolClient, events: readonly RecordedEvent[], last: Position): Promise<void> {
  if (events.length === 0) return;
  for (const event of events) {
    const fault = unreadable(event, last);
    if (fault !== undefined) throw new TreeStopped(fault, event.position);
  }
  const [tenants, ...others] = leavesOf(events);
  const { rows } = await client.query<{ id: string; size: number }>(SIZES, [[...new Set(tenants)]]);
  const sizes = new Map(rows.map(({ id, size }) => [id, size]));
  const indexes = tenants.map((tenant) => {
    const index = sizes.get(tenant) ?? 0;
    sizes.set(tenant, index + 1);
    return index;
  });
  await client.query(ADD, [tenants, indexes, ...others]);
}

/** Organisation, position, event, hash and prints of each leaf. */
function leavesOf(events: readonly RecordedEvent[]) {
  return [
    events.map(({ stream }) => tenantOf(stream) as string),
    events.map(({ position }) => position),
    events.map(({ id }) => id),
    events.map((event) => leafHash(envelopeOf(event))),
    events.map(printsOf),
  ] as const;
}

/** The reason why no leaf can be made of an event, after leaves that end at `last`. */
function unreadable({ stream, position }: RecordedEvent, last: Position): string | undefined {
  if (last !== START && epochOf(position) !== epochOf(last)) {
    return `the log was restored: the event at ${position} is of another epoch than the leaves`;
  }
  if (tenantOf(stream) === undefined) return `the event at ${position} is in a stream that names no organisation`;
  return undefined;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function tenantOf(stream: string): string | undefined {
  const tenantId = streamParts(stream)?.tenantId;
  return tenantId !== undefined && UUID.test(tenantId) ? tenantId : undefined;
}
