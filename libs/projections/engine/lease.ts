import { randomBytes, randomUUID } from 'node:crypto';
import type { Client, ClientBase, Pool } from 'pg';
import { MeasuredClient, type MeasuredConfig } from '#libs/event-log';
import { type VersionedName, slotKeyOf as key } from '../slots/slot-record';

export interface LeaseOptions {
  /** For the engine's own connection, with the advisory lock that shows that this process is alive. */
  readonly connection: MeasuredConfig;
  readonly leaseMs: number;
  readonly onFault: (error: unknown) => void;
  /** The channel of `NOTIFY` that it listens to. */
  readonly channel: string;
  readonly onNotify: () => void;
  /** The connection was lost, or is back: the server may have undone commits that were not durable. */
  readonly onInterrupted: () => void;
}

/** A projection that this process owns. `fence` is higher than that of every owner before. */
export interface Ownership extends VersionedName {
  readonly fence: number;
}

const RECONNECT_MS = 500;

/** Inserts the row again if another process has deleted it, taking this one for gone. */
const RENEW = `
  WITH renewed AS (
    INSERT INTO engine.process AS o (id, lock, lease_until)
    VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
        ON CONFLICT (id) DO UPDATE SET lease_until = EXCLUDED.lease_until
  )
  SELECT p.name, p.version, p.fence,
         EXISTS (SELECT FROM engine.projection_control c
                  WHERE c.name = p.name AND c.version = p.version AND c.done_at IS NULL
                    AND (c.taken_at IS NULL OR c.taken_fence = p.fence)) AS asked
    FROM engine.projection p
   WHERE p.owner = $1`;

/** A free lock shows that its process is gone. This statement holds it only until its own end. */
const FREE = `
  WITH gone AS MATERIALIZED (
    SELECT id FROM engine.process
     WHERE id <> $3 AND (lease_until <= clock_timestamp() OR pg_try_advisory_xact_lock(lock))
  )
  SELECT p.name, p.version
    FROM engine.projection p
    JOIN unnest($1::text[], $2::int[]) AS wanted (name, version) USING (name, version)
   WHERE p.owner IS NULL OR p.owner = $3 OR p.owner IN (SELECT id FROM gone)
      OR NOT EXISTS (SELECT FROM engine.process o WHERE o.id = p.owner)
   ORDER BY p.name`;

/**
 * Waits for an open transaction of the owner before, and raises the fence so that it is the last one. Keeps with each
 * slot the progress that the process before stated for it.
 */
const TAKE_OVER = `
  WITH before AS (SELECT position, event_id, events, behind FROM engine.process WHERE id = $4)
  UPDATE engine.projection_slot s
     SET fence = $3, follows = false,
         event_id = CASE WHEN s.position < (SELECT position FROM before WHERE s.follows AND NOT ${key('s')} = ANY (behind))
                         THEN (SELECT event_id FROM before) ELSE s.event_id END,
         position = greatest(s.position, (SELECT position FROM before WHERE s.follows AND NOT ${key('s')} = ANY (behind))),
         events = greatest(s.events, (SELECT events FROM before WHERE s.follows AND NOT ${key('s')} = ANY (behind)))
   WHERE s.name = $1 AND s.version = $2`;

const FORGET = `
  DELETE FROM engine.process o WHERE id = $1 AND NOT EXISTS (SELECT FROM engine.projection WHERE owner = o.id)`;

const SWEEP = `
  DELETE FROM engine.process o
   WHERE id <> $1 AND lease_until < clock_timestamp() - interval '1 hour'
     AND NOT EXISTS (SELECT FROM engine.projection WHERE owner = o.id)`;

/**
 * This process as an owner of projections. It counts as alive while its session holds an advisory lock and its lease
 * runs; one lease covers all that it owns. A killed process loses the lock at once, a paused one loses the lease after
 * `leaseMs`. Neither keeps two owners apart, because a paused process can wake up. The fence does: every write checks
 * it.
 */
export class Lease {
  readonly owner = randomUUID();
  private readonly lock = randomBytes(6).readUIntBE(0, 6);
  private client: Client | undefined;
  private closing = false;
  private reconnecting: NodeJS.Timeout | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly options: LeaseOptions,
  ) {}

  /** Connects, takes the lock and listens. Connects again by itself when the connection is lost. */
  async open(): Promise<void> {
    const client: Client = new MeasuredClient(this.options.connection);
    client.on('error', this.options.onFault);
    client.on('notification', this.options.onNotify);
    try {
      await client.connect();
      await client.query('SELECT pg_advisory_lock($1)', [this.lock]);
      await client.query(`LISTEN ${this.options.channel}`);
    } catch (error) {
      // This connection must not get the lock later, when nothing refers to it any more.
      void client.end();
      throw error;
    }
    if (this.closing) return client.end();
    this.client = client;
    client.on('end', () => this.reopen());
    this.options.onNotify();
  }

  /** Gives up the lease, after all projections are released. */
  async close(): Promise<void> {
    this.closing = true;
    clearTimeout(this.reconnecting);
    if (!this.client) return;
    await this.pool.query(FORGET, [this.owner]).catch(this.options.onFault);
    await this.client.end();
  }

  /** Deletes the rows of processes that ended long ago and own nothing that others still need to take over. */
  async sweep(): Promise<void> {
    await this.pool.query(SWEEP, [this.owner]);
  }

  /**
   * Takes ownership of a projection, unless another process that is alive owns it. A projection that this process owns
   * already is taken anew: the answer may have been lost, or the start may have failed.
   */
  async acquire(version: VersionedName): Promise<Ownership | undefined> {
    if (!this.client) return undefined;
    const client = await this.pool.connect();
    let fault = false;
    try {
      await client.query('BEGIN');
      const fence = await this.take(client, version);
      await client.query('COMMIT');
      return fence === undefined ? undefined : { name: version.name, version: version.version, fence };
    } catch (error) {
      fault = true;
      throw error;
    } finally {
      client.release(fault);
    }
  }

  /**
   * Prolongs the lease on all that this process owns. Answers the projections that it still owns, and whether one of
   * them has a command that no process has begun.
   */
  async renew(): Promise<{ readonly owned: readonly Ownership[]; readonly asked: boolean }> {
    const { rows } = await this.pool.query<Ownership & { readonly asked: boolean }>({
      name: 'renew lease',
      text: RENEW,
      values: [this.owner, this.lock, this.options.leaseMs],
    });
    return { owned: rows, asked: rows.some(({ asked }) => asked) };
  }

  /** The projections, among the given ones, that no process alive owns. One query for all of them. */
  async free(versions: readonly VersionedName[]): Promise<readonly VersionedName[]> {
    if (!this.client || versions.length === 0) return [];
    const values = [versions.map(({ name }) => name), versions.map(({ version }) => version), this.owner];
    return (await this.pool.query<VersionedName>({ name: 'find free projections', text: FREE, values })).rows;
  }

  async release({ name, version, fence }: Ownership): Promise<void> {
    await this.pool.query(
      `UPDATE engine.projection SET owner = NULL
        WHERE name = $1 AND version = $2 AND owner = $3 AND fence = $4`,
      [name, version, this.owner, fence],
    );
  }

  private async take(client: ClientBase, { name, version }: VersionedName): Promise<number | undefined> {
    const { rows } = await client.query<{ owner: string | null }>(
      'SELECT owner FROM engine.projection WHERE name = $1 AND version = $2 FOR NO KEY UPDATE SKIP LOCKED',
      [name, version],
    );
    const [found] = rows;
    if (!found || (await this.isThere(client, found.owner))) return undefined;
    const taken = await client.query<{ fence: number }>(
      'UPDATE engine.projection SET owner = $3, fence = fence + 1 WHERE name = $1 AND version = $2 RETURNING fence',
      [name, version, this.owner],
    );
    const fence = taken.rows[0]?.fence as number;
    await client.query(TAKE_OVER, [name, version, fence, found.owner]);
    return fence;
  }

  /** Whether the owner is another process that is alive. The caller holds the lock on the row. */
  private async isThere(client: ClientBase, owner: string | null): Promise<boolean> {
    if (owner === null || owner === this.owner) return false;
    const { rows } = await client.query<{ free: boolean }>(
      `SELECT pg_try_advisory_xact_lock(lock) AS free FROM engine.process
        WHERE id = $1 AND lease_until > clock_timestamp()`,
      [owner],
    );
    return rows[0]?.free === false;
  }

  private reopen(): void {
    this.client = undefined;
    if (this.closing) return;
    this.options.onInterrupted();
    this.reconnecting = setTimeout(() => {
      this.open().then(this.options.onInterrupted, (error: unknown) => {
        this.options.onFault(error);
        this.reopen();
      });
    }, RECONNECT_MS);
  }
}
