import { setTimeout as delay } from 'node:timers/promises';
import { type Client, type Pool, escapeIdentifier } from 'pg';
import { MeasuredClient, type MeasuredConfig, START } from '#libs/event-log';
import {
  type Slot,
  type TableLayout,
  analyzeTables,
  createIndexes,
  createSlotTable,
  dropIndexes,
  dropSlotTable,
  pointView,
  provision,
  slotTableName,
} from '#libs/read-models';
import { causedByData } from '../engine/problems';
import {
  type LogNow,
  type SlotName,
  type SlotRecord,
  type VersionedName,
  createSlot,
  deleteSlot,
  isOwned,
  restartSlot,
  unownedBefore,
  updateSlot,
} from './slot-record';

/** How long a switch may keep queries waiting, and how often it is tried. */
const LOCK_TIMEOUT_MS = 200;
const LOCK_ATTEMPTS = 60;
const LOCK_PAUSE_MS = { first: 20, most: 500 } as const;

const LOCK_NOT_AVAILABLE = '55P03';

/** Queries held a view or table for too long, so it could not be switched or dropped now. */
export class TablesBusy extends Error {
  override readonly name = 'TablesBusy';
}

/** Runs an attempt at a moment of the caller's choosing. */
export type Hold = (attempt: () => Promise<void>) => Promise<void>;

export interface SlotTables {
  readonly layouts: readonly TableLayout[];
  readonly fence: number;
}

/**
 * The operations on slots that only the owner of the tables may do: create, index, switch and drop. Each is one
 * transaction together with the engine's own record of it, so that a process killed in between leaves all of it or
 * nothing.
 */
export class SlotAdmin {
  constructor(
    private readonly connection: MeasuredConfig,
    private readonly lockAttempts = LOCK_ATTEMPTS,
  ) {}

  /** Creates the first slot of a version. If the log has events, the slot has no indexes until it is filled. */
  async createFirst(version: VersionedName, { layouts, fence }: SlotTables, log: LogNow): Promise<void> {
    await this.transaction(async (client) => {
      await provision(client, layouts);
      const filled = log.head === START;
      if (!filled) for (const layout of layouts) await dropIndexes(client, layout, 'a');
      const slot: SlotName = { name: version.name, version: version.version, slot: 'a' };
      await createSlot(client, slot, { role: 'serving', filled, autoPromote: false, fence, log });
    });
  }

  /** Creates an empty slot beside the one that serves. */
  async createCandidate(
    slot: SlotName,
    { layouts, fence }: SlotTables,
    { log, autoPromote }: { readonly log: LogNow; readonly autoPromote: boolean },
  ): Promise<void> {
    await this.transaction(async (client) => {
      for (const layout of layouts) {
        await dropSlotTable(client, layout, slot.slot);
        await createSlotTable(client, layout, slot.slot);
      }
      await createSlot(client, slot, { role: 'candidate', filled: false, autoPromote, fence, log });
    });
  }

  /**
   * Gives a filled slot its indexes. If its rows break a unique index, the event at fault is not known. The slot is
   * then emptied and stands at the start again, with the indexes, which find that event.
   */
  async finish(slot: SlotName, { layouts, fence }: SlotTables): Promise<void> {
    try {
      await this.transaction(async (client) => {
        for (const layout of layouts) await createIndexes(client, layout, slot.slot);
        await updateSlot(client, slot, fence, { filled: true });
      });
    } catch (error) {
      if (!causedByData(error)) throw error;
      await this.transaction(async (client) => {
        for (const layout of layouts) {
          await client.query(`TRUNCATE ${slotTableName(layout, slot.slot)}`);
          await createIndexes(client, layout, slot.slot);
        }
        await restartSlot(client, slot, fence);
      });
    }
  }

  /** Gathers statistics of tables for the planner. */
  async analyze({ slot }: SlotName, layouts: readonly TableLayout[]): Promise<void> {
    await this.transaction(async (client) => {
      // A fifth of the usual sample tells an empty table from a full one. The rest is Postgres's own, from time to time.
      await client.query('SET LOCAL default_statistics_target = 20');
      await analyzeTables(client, layouts, slot);
    });
  }

  /**
   * Lets queries read another slot. Queries under way end on the slot they began with. Each attempt is made within
   * `hold`.
   */
  async serve(
    slot: SlotRecord,
    other: SlotRecord,
    otherRole: 'retired' | 'candidate',
    { layouts, fence }: SlotTables,
    hold: Hold,
  ): Promise<void> {
    const work = async (client: Client) => {
      for (const layout of layouts) await pointView(client, layout, slot.slot);
      // In this order: only one slot of a version may be serving at a time.
      await updateSlot(client, other, fence, { role: otherRole, autoPromote: false });
      await updateSlot(client, slot, fence, { role: 'serving', autoPromote: false, note: null });
    };
    await this.withLocks(`${slot.name} cannot be switched`, work, hold);
  }

  async drop(slot: SlotName, { layouts, fence }: SlotTables): Promise<void> {
    await this.withLocks(`the slot ${slot.slot} of ${slot.name} cannot be dropped`, async (client) => {
      for (const layout of layouts) await dropSlotTable(client, layout, slot.slot);
      await deleteSlot(client, slot, fence);
    });
  }

  /** Drops older versions of a projection that no process folds. Answers whether there were any. */
  async dropVersionsBefore(db: Pick<Pool, 'query'>, { name, version }: VersionedName): Promise<boolean> {
    let dropped = false;
    for (const { version: older, views } of await unownedBefore(db, { name, version })) {
      if (await this.dropVersion({ name, version: older }, views)) dropped = true;
    }
    return dropped;
  }

  /**
   * Drops everything of a version that no release folds any more: its views, tables and records. Drops nothing, and
   * answers false, if a process has taken it up meanwhile.
   */
  private async dropVersion({ name, version }: VersionedName, views: readonly string[]): Promise<boolean> {
    let dropped = false;
    await this.withLocks(`version ${version} of ${name} cannot be dropped`, async (client) => {
      // The lock keeps every process from taking the version up. The owner is looked up after the wait for the lock.
      await client.query('SELECT FROM engine.projection WHERE name = $1 AND version = $2 FOR UPDATE', [name, version]);
      const unowned = await client.query(
        `SELECT FROM engine.projection WHERE name = $1 AND version = $2 AND NOT ${isOwned('engine.projection')}`,
        [name, version],
      );
      dropped = unowned.rowCount === 1;
      if (!dropped) return;
      for (const view of views) await dropView(client, view);
      await client.query('DELETE FROM engine.projection_slot WHERE name = $1 AND version = $2', [name, version]);
      await client.query('DELETE FROM engine.projection WHERE name = $1 AND version = $2', [name, version]);
    });
    return dropped;
  }

  private async withLocks(
    what: string,
    work: (client: Client) => Promise<void>,
    hold: Hold = (attempt) => attempt(),
  ): Promise<void> {
    const impatient = () =>
      this.transaction(async (client) => {
        await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
        await work(client);
      });
    let pause: number = LOCK_PAUSE_MS.first;
    for (let attempt = 1; ; attempt++) {
      try {
        await hold(impatient);
        return;
      } catch (error) {
        if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
        if (attempt === this.lockAttempts)
          throw new TablesBusy(`${what}: queries hold it; try again later`, { cause: error });
        await delay(pause);
        pause = Math.min(pause * 2, LOCK_PAUSE_MS.most);
      }
    }
  }

  private async transaction(work: (client: Client) => Promise<void>): Promise<void> {
    const client: Client = new MeasuredClient(this.connection);
    // Without a listener, a connection lost between two queries would end the process. The next query reports the loss.
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('BEGIN');
      await work(client);
      await client.query('COMMIT');
    } finally {
      // Ending the session rolls back what is open.
      await client.end();
    }
  }
}

/** `view` is `<schema>.<view>` as the engine has recorded it; tables and search function are named after it. */
async function dropView(client: Client, view: string): Promise<void> {
  const dot = view.indexOf('.');
  const schema = escapeIdentifier(view.slice(0, dot));
  const name = view.slice(dot + 1);
  await client.query(`DROP FUNCTION IF EXISTS ${schema}.${escapeIdentifier(`search_${name}`)}(text, text[])`);
  await client.query(`DROP VIEW IF EXISTS ${schema}.${escapeIdentifier(name)}`);
  for (const slot of ['a', 'b'] satisfies Slot[]) {
    await client.query(`DROP TABLE IF EXISTS ${schema}.${escapeIdentifier(`${name}_${slot}`)}`);
  }
}
