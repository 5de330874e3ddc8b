import { randomBytes, randomUUID } from 'node:crypto';
import { Client, type ClientBase, type Pool, type PoolConfig } from 'pg';
import type { VersionedName } from '../slots/slot-record';

export interface LeaseOptions {
  /** How an engine's own connection is made: it holds the advisory lock that shows that this process is there. */
  readonly connection: PoolConfig;
  readonly leaseMs: number;
  readonly onFault: (error: unknown) => void;
  /** Hears of `NOTIFY` on the channel. */
  readonly channel: string;
  readonly onNotify: () => void;
  /** The connection was lost, or stands again: the server may have undone meanwhile what it had not made durable. */
  readonly onInterrupted: () => void;
}

/** A projection that this process owns; `fence` is higher than that of every owner before. */
export interface Ownership extends VersionedName {
  readonly fence: number;
}

const RECONNECT_MS = 500;

/**
 * This process as an owner of projections. It is taken to be there while its session holds an advisory lock, and its
 * leases run: a killed process loses the first at once, a paused one the second after `leaseMs`. Neither is what keeps
 * two owners apart (a paused one can wake up): that is the fence, which every write checks.
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
    const client = new Client(this.options.connection);
    client.on('error', this.options.onFault);
    client.on('notification', this.options.onNotify);
    try {
      await client.connect();
      await client.query('SELECT pg_advisory_lock($1)', [this.lock]);
      await client.query(`LISTEN ${this.options.channel}`);
    } catch (error) {
      // It must not come by the lock once nobody knows of it.
      void client.end();
      throw error;
    }
    if (this.closing) return client.end();
    this.client = client;
    client.on('end', () => this.reopen());
    this.options.onNotify();
  }

  async close(): Promise<void> {
    this.closing = true;
    clearTimeout(this.reconnecting);
    await this.client?.end();
  }

  /**
   * Owns a projection from now on, if nobody else does who is there. What this process has already, and does not know of
   * (an answer was lost) or could not go on with, it has anew.
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

  /** Prolongs what this process owns. Answers what it still owns. */
  async renew(): Promise<readonly Ownership[]> {
    const answer = await this.pool.query<Ownership>(
      `UPDATE engine.projection
          SET lease_until = clock_timestamp() + $2 * interval '1 millisecond'
        WHERE owner = $1
        RETURNING name, version, fence`,
      [this.owner, this.options.leaseMs],
    );
    return answer.rows;
  }

  async release({ name, version, fence }: Ownership): Promise<void> {
    await this.pool.query(
      `UPDATE engine.projection SET owner = NULL, owner_lock = NULL, lease_until = '-infinity'
        WHERE name = $1 AND version = $2 AND owner = $3 AND fence = $4`,
      [name, version, this.owner, fence],
    );
  }

  private async take(client: ClientBase, { name, version }: VersionedName): Promise<number | undefined> {
    const { rows } = await client.query<{ lock: number | null; running: boolean | null }>(
      `SELECT owner_lock AS lock, owner <> $3 AND lease_until > clock_timestamp() AS running
         FROM engine.projection
        WHERE name = $1 AND version = $2
          FOR NO KEY UPDATE SKIP LOCKED`,
      [name, version, this.owner],
    );
    const [found] = rows;
    if (!found || (found.running && !(await hasGone(client, found.lock)))) return undefined;
    const taken = await client.query<{ fence: number }>(
      `UPDATE engine.projection
          SET owner = $3, owner_lock = $4, fence = fence + 1,
              lease_until = clock_timestamp() + $5 * interval '1 millisecond'
        WHERE name = $1 AND version = $2
        RETURNING fence`,
      [name, version, this.owner, this.lock, this.options.leaseMs],
    );
    const fence = taken.rows[0]?.fence as number;
    // Waits for a transaction that the owner before has open, and makes it the last one it could write.
    await client.query('UPDATE engine.projection_slot SET fence = $3 WHERE name = $1 AND version = $2', [
      name,
      version,
      fence,
    ]);
    return fence;
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

/** Whether nobody holds the lock that an owner would hold. Taken for the transaction only. */
async function hasGone(client: ClientBase, lock: number | null): Promise<boolean> {
  if (lock === null) return true;
  const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS free', [lock]);
  return rows[0]?.free ?? false;
}
