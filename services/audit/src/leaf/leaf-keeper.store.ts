import type { Pool, PoolClient } from 'pg';
import { START, streamParts, type Position, type RecordedEvent } from '#libs/event-log';
import { envelopeOf, leafHash } from './leaf.adapter';

/** Of the advisory lock under which leaves are added. */
const LOCK = 0x6c656166;

/** The sizes of the trees that a batch adds to, before it does. */
const SIZES = `
  SELECT tenant.id, coalesce(max(leaf.index) + 1, 0) AS size
    FROM unnest($1::uuid[]) AS tenant (id)
    LEFT JOIN LATERAL (
      SELECT index FROM audit.leaf WHERE tenant_id = tenant.id ORDER BY index DESC LIMIT 1
    ) AS leaf ON true
   GROUP BY tenant.id`;

const ADD = `
  INSERT INTO audit.leaf (tenant_id, index, position, event_id, hash, envelope)
  SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::bytea[], $6::text[])`;

/**
 * Adds a leaf for every event, in order of the log. The last leaf's position is the checkpoint, read under a lock in
 * the transaction that adds more: however many replicas try, each event gets one leaf, and its tree no gap.
 */
export class LeafKeeper {
  /** As `opsledger_projector`. */
  constructor(private readonly database: Pool) {}

  /** Where the leaves end; `START` when there are none. */
  async checkpoint(): Promise<Position> {
    return lastPosition(this.database);
  }

  async add(batch: readonly RecordedEvent[]): Promise<void> {
    if (batch.length === 0) return;
    const client = await this.database.connect();
    try {
      await client.query('BEGIN');
      // In a statement of its own: what it waited for must be visible to the next.
      await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
      const last = await lastPosition(client);
      await insert(
        client,
        batch.filter(({ position }) => position > last),
      );
      await client.query('COMMIT');
      client.release();
    } catch (error) {
      // Closing the connection rolls back.
      client.release(true);
      throw error;
    }
  }
}

async function lastPosition(database: Pick<Pool, 'query'>): Promise<Position> {
  const { rows } = await database.query<{ position: Position | null }>(
    'SELECT max(position) AS position FROM audit.leaf',
  );
  return rows[0]?.position ?? START;
}

async function insert(client: PoolClient, events: readonly RecordedEvent[]): Promise<void> {
  if (events.length === 0) return;
  const tenants = events.map(({ stream }) => tenantOf(stream));
  const { rows } = await client.query<{ id: string; size: number }>(SIZES, [[...new Set(tenants)]]);
  const sizes = new Map(rows.map(({ id, size }) => [id, size]));
  const indexes = tenants.map((tenant) => {
    const index = sizes.get(tenant) ?? 0;
    sizes.set(tenant, index + 1);
    return index;
  });
  const envelopes = events.map(envelopeOf);
  await client.query(ADD, [
    tenants,
    indexes,
    events.map(({ position }) => position),
    events.map(({ id }) => id),
    envelopes.map(leafHash),
    envelopes,
  ]);
}

function tenantOf(stream: string): string {
  const parts = streamParts(stream);
  if (!parts) throw new TypeError(`the stream ${stream} names no tenant`);
  return parts.tenantId;
}
