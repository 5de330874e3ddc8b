import type { Client, Pool, PoolClient } from 'pg';

/**
 * How long a connection waits to be opened. A role's pool gives up a little later. The log's pool gives up before, when
 * a server would count as silent, and asks again.
 */
const PATIENCE_MS = 9_000;
/** A busy connection is closed for a waiting one, when it is released, only after the other has waited this long. */
const BUSY_MS = 250;

interface Waiter {
  readonly since: number;
  readonly served: () => void;
}

/**
 * How many connections to Postgres a process may have open at once, over all its pools and single connections. One too
 * many waits, and an idle connection of another pool is closed for it.
 */
export class ConnectionBudget {
  private readonly pools = new Set<Pool>();
  private waiting: readonly Waiter[] = [];
  private open = 0;
  /** Connections that are being closed for those that wait, and idle ones that pools were asked for to be closed. */
  private readonly closing = new Set<Client>();
  private asked = 0;

  constructor(
    readonly limit: number,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** How many are open, or being opened. */
  get used(): number {
    return this.open;
  }

  /** A pool whose connections may be closed for others while they are idle. */
  add(pool: Pool): void {
    this.pools.add(pool);
    pool.on('release', (_error, client) => this.released(client));
  }

  /** Opens a connection when there is room for it. @throws Error when there is none in time */
  async connect(client: Client, open: () => Promise<unknown>): Promise<void> {
    await this.take();
    let isBack = false;
    const giveBack = () => {
      if (!isBack) this.giveBack(client);
      isBack = true;
    };
    client.once('end', giveBack);
    try {
      await open();
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  private take(): Promise<void> {
    if (this.open < this.limit) {
      this.open++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(overdue);
        this.waiting = this.waiting.filter((each) => each !== waiter);
      };
      const waiter: Waiter = {
        since: Date.now(),
        served: () => {
          settle();
          resolve();
        },
      };
      const overdue = setTimeout(() => {
        settle();
        reject(new Error(`none of the ${this.limit} connections to the database came free in time`));
      }, this.patienceMs);
      this.waiting = [...this.waiting, waiter];
      this.closeIdle();
    });
  }

  private giveBack(client: Client): void {
    this.closing.delete(client);
    const [next] = this.waiting;
    if (next) next.served();
    else this.open--;
  }

  private closeIdle(): void {
    if (!this.lacksClosing) return;
    const [pool] = [...this.pools]
      .filter(({ idleCount, waitingCount }) => idleCount > waitingCount)
      .toSorted((one, other) => other.idleCount - one.idleCount);
    if (!pool) return;
    this.asked++;
    // Of an idle pool this is the idle connection, which is closed as it is given back.
    void this.closeOneOf(pool);
  }

  private async closeOneOf(pool: Pool): Promise<void> {
    try {
      const client = await pool.connect();
      this.closing.add(client);
      client.release(true);
    } catch {
      // The pool has ended, or lacks a connection itself: the next that is given back is looked at.
    } finally {
      this.asked--;
    }
  }

  private get lacksClosing(): boolean {
    return this.asked + this.closing.size < this.waiting.length;
  }

  /** No more than one at a time for each that waits: else every statement of a busy moment would open a connection. */
  private released(client: PoolClient): void {
    const [oldest] = this.waiting;
    if (!oldest || this.closing.has(client)) return;
    if (Date.now() - oldest.since < BUSY_MS) {
      // Its own pool may need it, and takes it before this.
      setImmediate(() => this.closeIdle());
    } else if (this.lacksClosing) {
      this.closing.add(client);
      // One that is ending is not taken back by its pool.
      void client.end();
    }
  }
}
