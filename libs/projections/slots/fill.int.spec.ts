import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { on } from '#contracts/declare/on';
import type { RecordedEvent } from '#libs/event-log';
import { DayColumn, IdColumn, ReadModel, TenantColumn } from '#libs/read-models';
import { DatabaseServer } from '#libs/testing/database-server';
import { eventually } from '#libs/testing/eventually';
import { AppendOnly, change, projection } from '..';
import { Moved, StockFixture, faulty, found } from '../testing/stock.fixture';

/** Small batches: a fill of some thousand events writes many of them. */
const SMALL = { rows: 700, events: 1_000 };
const BOTH = ['stock.level', 'stock.movement'];

@ReadModel({ schema: 'stock', table: 'arrival', version: 1 })
@AppendOnly()
class Arrival {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) id!: string;
  @IdColumn() itemId!: string;
  @DayColumn() day!: string;
}

/** Takes a movement's note as its day, whatever the note says. */
const arrivals = projection({
  name: 'arrival',
  service: 'stock',
  version: 1,
  tables: [Arrival],
  keyColumn: 'itemId',
  key: ({ data }) => (data as Moved).itemId,
  on: [
    on(Moved, ({ tenantId, id, data: { itemId, note } }) => [
      change(Arrival, { tenantId, id }, () => ({ tenantId, id, itemId, day: note.slice(0, 10) })),
    ]),
  ],
});

/** Keeps a slot's checkpoint from being moved, so that a test knows what is being written. */
class HeldSlot {
  private constructor(
    private readonly stock: StockFixture,
    private readonly name: string,
    private readonly client: Client,
    private readonly pid: number,
  ) {}

  static async of(stock: StockFixture, name: string): Promise<HeldSlot> {
    const client = await stock.client('projector');
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return new HeldSlot(stock, name, client, found(rows[0]).pid);
  }

  async hold(): Promise<void> {
    await this.client.query('BEGIN');
    await this.client.query('SELECT FROM engine.projection_slot WHERE name = $1 FOR UPDATE', [this.name]);
  }

  release(): Promise<unknown> {
    return this.client.query('COMMIT');
  }

  isWaitedFor(): Promise<boolean> {
    return eventually(() => this.some('$1 = ANY (pg_blocking_pids(pid))'));
  }

  waits(): Promise<boolean> {
    return eventually(() => this.some('pid = $1 AND cardinality(pg_blocking_pids(pid)) > 0'));
  }

  private async some(condition: string): Promise<boolean> {
    return (await this.stock.rows(`SELECT FROM pg_stat_activity WHERE ${condition}`, [this.pid])).length > 0;
  }
}

describe('a fill', () => {
  let stock: StockFixture;
  const rebuilt = (name: string) => stock.operations.rebuilt(name, () => undefined);
  const checksum = async (name: string) => (await stock.operations.status(name, { checksum: true })).checksum;
  const shown = async () =>
    (
      await stock.rows<{ levels: number; movements: number }>(`
      SELECT (SELECT sum(moves)::int FROM stock.level_v1) AS levels,
             (SELECT count(*)::int FROM stock.movement_v1) AS movements`)
    )[0];

  describe('on a server that lives', () => {
    beforeEach(async () => {
      faulty.on = true;
      stock = await StockFixture.open();
    });
    afterEach(() => stock.close());

    it('folds rows that every batch touches exactly once, also with two batches under way', async () => {
      const items = Array.from({ length: 5 }, () => randomUUID());
      for (let round = 0; round < 2; round++) for (const item of items) await stock.moveMany(item, 1_000);
      const engine = await stock.start({ fill: SMALL });
      expect(await engine.caughtUp(30_000)).toBe(true);
      expect(await shown()).toEqual({ levels: 10_000, movements: 10_000 });
      const live = await Promise.all(BOTH.map(checksum));
      await Promise.all(BOTH.map((name) => stock.operations.rebuild(name)));
      for (const name of BOTH) expect(await rebuilt(name)).toMatchObject({ slot: 'b' });
      expect(await Promise.all(BOTH.map(checksum))).toEqual(live);
    });

    it('folds a row on that was written at the end of the log, after the fill had ended', async () => {
      const item = randomUUID();
      await stock.moveMany(item, 10);
      let begin: () => void = () => undefined;
      const begun = new Promise<void>((resolve) => (begin = resolve));
      const decode = (batch: readonly RecordedEvent[]) => begun.then(() => stock.codec.decode(batch));
      const engine = await stock.start({ decoder: { decode } });
      const [first, second] = [await HeldSlot.of(stock, 'stock.level'), await HeldSlot.of(stock, 'stock.level')];
      const move = async () => engine.waitFor(['stock.movement'], await stock.move(item, 1_000), 5_000);
      await first.hold();
      begin();
      await first.isWaitedFor();
      // This event comes while the fill is written, so that it is written by itself.
      expect(await move()).toBe(true);
      const held = second.hold();
      await second.waits();
      await first.release();
      await held;
      await second.isWaitedFor();
      // This one comes while the event before is written.
      expect(await move()).toBe(true);
      await second.release();
      expect(await engine.caughtUp(5_000)).toBe(true);
      expect(await shown()).toEqual({ levels: 12, movements: 12 });
      expect(await stock.level(item)).toBe('2.010');
    });

    it('forgets a row that is emptied in one batch and comes again in a later one', async () => {
      const [item, other] = [randomUUID(), randomUUID()];
      for (let round = 0; round < 3; round++) {
        await stock.move(item, 5_000);
        await stock.moveMany(other, 1_000);
        await stock.move(item, -5_000);
        await stock.moveMany(other, 1_000);
      }
      const engine = await stock.start({ fill: SMALL });
      expect(await engine.caughtUp(30_000)).toBe(true);
      expect(await stock.levels()).toMatchObject([{ itemId: other, onHand: '6.000', moves: 6_000 }]);
      await stock.move(item, 7_000);
      expect(await engine.caughtUp(5_000)).toBe(true);
      expect(await stock.level(item)).toBe('7.000');
    });

    it('stops at an event in the middle that it cannot fold, with all rows up to it, and goes on from there', async () => {
      const item = randomUUID();
      faulty.on = false;
      const before = await stock.moveMany(item, 3_500);
      await stock.move(randomUUID(), 1_000, 'throws');
      await stock.moveMany(item, 2_500);
      const engine = await stock.start({ fill: SMALL });
      expect(await engine.caughtUp(30_000)).toBe(true);
      faulty.on = true;
      await stock.operations.rebuild('stock.level');
      await expect(rebuilt('stock.level')).rejects.toMatchObject({
        message: expect.stringMatching(/TestMoved .* cannot be folded: RangeError/),
      });
      expect((await stock.operations.status('stock.level')).rebuild).toMatchObject({
        state: 'stopped',
        position: before,
      });
      expect(await stock.rows('SELECT moves FROM stock.level_v1_b')).toEqual([{ moves: 3_500 }]);
      faulty.on = false;
      await stock.operations.resume('stock.level');
      expect(await rebuilt('stock.level')).toMatchObject({ slot: 'b' });
      expect(await shown()).toMatchObject({ levels: 6_001 });
    });

    it('is paused with everything written that was folded, resumed, and cancelled in the middle', async () => {
      const item = randomUUID();
      await stock.moveMany(item, 9_000);
      let held: Promise<void> = Promise.resolve();
      let release: () => void = () => undefined;
      let decoded = 0;
      const decoder = {
        decode: async (batch: readonly RecordedEvent[]) => {
          if (decoded >= 4_000) await held;
          decoded += batch.length;
          return stock.codec.decode(batch);
        },
      };
      const engine = await stock.start({ decoder, fill: SMALL });
      expect(await engine.caughtUp(30_000)).toBe(true);
      const holdRebuild = async () => {
        held = new Promise((resolve) => (release = resolve));
        decoded = 0;
        await stock.operations.rebuild('stock.movement');
        await eventually(() => decoded >= 4_000);
      };

      await holdRebuild();
      const pausing = stock.operations.pause('stock.movement');
      release();
      const { rebuild } = await pausing;
      expect(rebuild?.state).toBe('paused');
      expect(rebuild?.progress).toBeGreaterThan(0);
      expect(rebuild?.progress).toBeLessThan(1);
      const stands = await stock.rows<{ events: number; rows: number }>(`
        SELECT events::int, (SELECT count(*)::int FROM stock.movement_v1_b) AS rows
          FROM engine.projection_slot WHERE name = 'stock.movement' AND slot = 'b'`);
      expect(stands[0]?.rows).toBe(stands[0]?.events);
      await stock.operations.resume('stock.movement');
      expect(await rebuilt('stock.movement')).toMatchObject({ slot: 'b' });
      expect(await shown()).toMatchObject({ movements: 9_000 });

      await holdRebuild();
      const cancelling = stock.operations.cancel('stock.movement');
      release();
      expect(await cancelling).toMatchObject({ slot: 'b', rebuild: null });
      expect(await shown()).toMatchObject({ movements: 9_000 });
    });

    it('leaves out an event that only Postgres refuses: a first fill parks it, and a rebuild stops at it', async () => {
      const good = { itemId: randomUUID(), quantity: 1, note: '2026-02-28' };
      const bad = { itemId: randomUUID(), quantity: 1, note: '2026-02-31' };
      for (let count = 0; count < 20; count++) await stock.append<Moved>(Moved, good);
      await stock.append<Moved>(Moved, bad);
      for (let count = 0; count < 20; count++) await stock.append<Moved>(Moved, good);
      const engine = await stock.start({ projections: [arrivals], fill: SMALL });
      expect(await engine.caughtUp(30_000)).toBe(true);
      expect(await stock.operations.status('stock.arrival')).toMatchObject({ state: 'live', parked: 1 });
      expect(await stock.rows('SELECT count(*)::int AS n FROM stock.arrival_v1')).toEqual([{ n: 40 }]);
      await stock.operations.rebuild('stock.arrival');
      await expect(rebuilt('stock.arrival')).rejects.toMatchObject({
        message: expect.stringMatching(/cannot be folded/),
      });
      expect(await stock.rows('SELECT count(*)::int AS n FROM stock.arrival_v1_b')).toEqual([{ n: 20 }]);
    });
  });

  it('goes on from the stored checkpoint after a crash of the server between two batches', async () => {
    const server = await DatabaseServer.start();
    stock = await StockFixture.open({ database: server });
    try {
      const items = [randomUUID(), randomUUID(), randomUUID()];
      for (const item of items) await stock.moveMany(item, 4_000);
      let decoded = 0;
      let dying: Promise<void> | undefined;
      let begin: () => void = () => undefined;
      const started = new Promise<void>((resolve) => (begin = resolve));
      const decoder = {
        decode: async (batch: readonly RecordedEvent[]) => {
          decoded += batch.length;
          if (decoded >= 5_000) {
            await started;
            await (dying ??= server.kill9().then(() => server.again()));
          }
          return stock.codec.decode(batch);
        },
      };
      const engine = await stock.start({ decoder, fill: SMALL });
      begin();
      await eventually(async () => expect(await engine.caughtUp(1_000)).toBe(true), { timeoutMs: 40_000 });
      expect(dying).toBeDefined();
      expect(await shown()).toEqual({ levels: 12_000, movements: 12_000 });
    } finally {
      await stock.close();
    }
  });
});
