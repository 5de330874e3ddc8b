import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase, Pool } from 'pg';
import type { EntityClass } from '#libs/read-models';
import { BatchWrite } from '../storage/batch-write';
import { BatchFold, type FailedKey, type KeyedEvent, type TableChanges } from './fold';
import { type Parking, park, parkingsOf } from './parking';
import { causedByData } from '../engine/problems';
import type { Projection } from '../declare/projection';
import { type CheckpointMove, type Progress, type SlotName, type Standing, moveCheckpoint } from './slot-record';
import type { TableGrowth } from '../storage/table-growth';
import type { TableStore } from '../storage/table-store';

/** The pause before each further time that a failing event is folded. After the last time it is parked. */
export interface RetryPolicy {
  readonly backoffMs: readonly number[];
}

export interface SlotWriterOptions {
  readonly projection: Projection;
  readonly slot: SlotName;
  readonly stores: ReadonlyMap<EntityClass, TableStore>;
  readonly fence: number;
  /** Connections that do not wait for a commit to be durable. */
  readonly pool: Pool;
  /** The same, for statements that take long. */
  readonly filling: Pool;
  readonly retry: RetryPolicy;
  /** The range in which the stored checkpoint must be. */
  readonly standing: () => Standing;
  readonly growth: Pick<TableGrowth, 'count'>;
}

/** The outcome of a batch: everything is written, or nothing because of the refused keys. */
export type Written = { readonly parked: readonly Parking[] } | { readonly refused: readonly FailedKey[] };

/**
 * Writes the changes of a batch to the rows of one slot, and its checkpoint, in one transaction. So each event has its
 * effect exactly once, whenever the process or the server ends. A commit that a crash undoes loses its checkpoint too,
 * and is made again from the log.
 */
export class SlotWriter {
  private readonly batchWrite = new BatchWrite();

  constructor(private readonly options: SlotWriterOptions) {}

  /**
   * Folds and writes a batch. Events that cannot be folded are parked; if `parks` is false, nothing is written instead.
   *
   * @throws OwnershipLost, CheckpointUndone, or any other error that kept Postgres from writing or answering; the batch
   * is then written whole or not at all
   */
  async write(
    events: readonly KeyedEvent[],
    waiting: readonly Parking[],
    progress: Progress,
    parks: boolean,
  ): Promise<Written> {
    const fold = this.fold(this.options.pool);
    await fold.fold(events);
    for (const ms of this.options.retry.backoffMs) {
      if (fold.failed.size === 0) break;
      await delay(ms);
      await fold.retry();
    }
    const failed = [...fold.failed.values()];
    if (failed.length > 0 && !parks) return { refused: failed };
    const parked = [...waiting, ...this.parkings(failed)];
    try {
      await fold.restate(this.options.pool);
      const changes = fold.changes();
      await this.writeWhole(changes, parked, progress);
      this.options.growth.count(changes);
    } catch (error) {
      if (!causedByData(error)) throw error;
      return this.writeApart(events, waiting, progress, parks);
    }
    return { parked };
  }

  /** Writes a batch that is folded already. Nothing is parked: a refusal by Postgres is thrown. */
  async writeFolded(fold: BatchFold, progress: Progress): Promise<void> {
    await this.transaction(async (client) => {
      await this.moveCheckpoint(client, progress);
      await writeChanges(client, fold.changes());
    }, this.options.filling);
  }

  /**
   * Folds events one after the other up to the first that fails, in one transaction with `settle`. `settle` gets the
   * number of events that are folded, and the error of the next one.
   */
  async writeInOrder(
    events: readonly KeyedEvent[],
    progress: Progress,
    settle: (client: ClientBase, done: number, error: unknown) => Promise<void>,
  ): Promise<void> {
    await this.transaction(async (client) => {
      await this.moveCheckpoint(client, progress);
      const [failed] = await this.oneByOne(client, events);
      await settle(client, events.length - (failed?.events.length ?? 0), failed?.error);
    });
  }

  private async writeWhole(
    changes: readonly TableChanges[],
    parked: readonly Parking[],
    progress: Progress,
  ): Promise<void> {
    if (parked.length === 0) {
      await this.batchWrite.run(this.options.pool, this.move(progress), changes);
      return;
    }
    await this.transaction(async (client) => {
      await this.moveCheckpoint(client, progress);
      await writeChanges(client, changes);
      await park(client, this.options.slot, parked);
    });
  }

  /** Postgres refuses some row: finds the key of that row, and writes the others. */
  private async writeApart(
    events: readonly KeyedEvent[],
    waiting: readonly Parking[],
    progress: Progress,
    parks: boolean,
  ): Promise<Written> {
    let refused: readonly FailedKey[] = [];
    const parked: Parking[] = [...waiting];
    const written = await this.transaction(async (client) => {
      await this.moveCheckpoint(client, progress);
      refused = await this.apart(client, events);
      if (refused.length > 0 && !parks) return false;
      parked.push(...this.parkings(refused));
      if (parked.length > 0) await park(client, this.options.slot, parked);
      return true;
    });
    return written ? { parked } : { refused };
  }

  private async apart(client: ClientBase, events: readonly KeyedEvent[]): Promise<FailedKey[]> {
    const tried = await this.attempt(client, events);
    if (!('error' in tried)) return tried.failed;
    const keys = [...new Set(events.map(({ key }) => key))];
    if (keys.length === 1) return this.oneByOne(client, events);
    const half = new Set(keys.slice(0, keys.length / 2));
    const first = await this.apart(
      client,
      events.filter(({ key }) => half.has(key)),
    );
    return [
      ...first,
      ...(await this.apart(
        client,
        events.filter(({ key }) => !half.has(key)),
      )),
    ];
  }

  private async oneByOne(client: ClientBase, events: readonly KeyedEvent[]): Promise<FailedKey[]> {
    for (let index = 0; index < events.length; index++) {
      const error = await this.persistently(client, events[index] as KeyedEvent);
      if (error !== undefined) return [{ error, events: events.slice(index) }];
    }
    return [];
  }

  /** The error of the last attempt, or undefined when one succeeded. */
  private async persistently(client: ClientBase, event: KeyedEvent): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      const tried = await this.attempt(client, [event]);
      const error = 'error' in tried ? tried.error : tried.failed[0]?.error;
      const ms = this.options.retry.backoffMs[attempt];
      if (error === undefined || ms === undefined) return error;
      await delay(ms);
    }
  }

  /** Folds and writes within the transaction. A refusal by Postgres undoes this attempt only. */
  private async attempt(
    client: ClientBase,
    events: readonly KeyedEvent[],
  ): Promise<{ readonly failed: FailedKey[] } | { readonly error: unknown }> {
    await client.query('SAVEPOINT attempt');
    try {
      const fold = this.fold(client);
      await fold.fold(events);
      await fold.restate(client);
      await writeChanges(client, fold.changes());
      await client.query('RELEASE SAVEPOINT attempt');
      return { failed: [...fold.failed.values()] };
    } catch (error) {
      if (!causedByData(error)) throw error;
      await client.query('ROLLBACK TO SAVEPOINT attempt');
      await client.query('RELEASE SAVEPOINT attempt');
      return { error };
    }
  }

  private moveCheckpoint(client: ClientBase, progress: Progress): Promise<void> {
    return moveCheckpoint(client, this.move(progress));
  }

  private move(to: Progress): CheckpointMove {
    const { slot, fence, standing } = this.options;
    return { slot, fence, standing: standing(), to };
  }

  private fold(db: Pick<Pool, 'query'>): BatchFold {
    const { projection, stores } = this.options;
    return new BatchFold(projection, stores, (store, keys) => store.load(db, keys));
  }

  private parkings(failed: readonly FailedKey[]): Parking[] {
    const attempts = 1 + this.options.retry.backoffMs.length;
    return failed.flatMap((key) => parkingsOf(key, attempts));
  }

  /** Commits, unless `work` answers false or throws. */
  private transaction(
    work: (client: ClientBase) => Promise<boolean | void>,
    pool: Pool = this.options.pool,
  ): Promise<boolean> {
    return this.withClient(pool, async (client) => {
      await client.query('BEGIN');
      const keep = (await work(client)) !== false;
      await client.query(keep ? 'COMMIT' : 'ROLLBACK');
      return keep;
    });
  }

  private async withClient<Answer>(pool: Pool, work: (client: ClientBase) => Promise<Answer>): Promise<Answer> {
    const client = await pool.connect();
    let fault: unknown;
    try {
      return await work(client);
    } catch (error) {
      fault = error;
      throw error;
    } finally {
      // After a fault the state of the connection is not known. Closing it rolls back.
      client.release(fault !== undefined);
    }
  }
}

async function writeChanges(client: ClientBase, changes: readonly TableChanges[]): Promise<void> {
  for (const { store, written, deleted, copied } of changes) {
    if (deleted.length > 0) await store.delete(client, deleted);
    if (written.length > 0) await store.write(client, written);
    if (copied) await store.copy(client, copied);
  }
}
