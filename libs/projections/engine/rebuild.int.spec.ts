import { randomUUID } from 'node:crypto';
import { LogUnavailable, type RecordedEvent } from '#libs/event-log';
import { unprotectedTables } from '#libs/read-models';
import { eventually } from '#libs/testing/eventually';
import { ProjectionOperations } from './operations';
import { StockFixture, faulty, found } from '../testing/stock.fixture';

/** A decoder that lets events through only while it is open, so that a test can hold a rebuild in the middle. */
class Gate {
  private opened: Promise<void> = Promise.resolve();
  private open: () => void = () => undefined;
  constructor(private readonly stock: StockFixture) {}
  close(): void {
    this.opened = new Promise((resolve) => (this.open = resolve));
  }
  release(): void {
    this.open();
  }
  async decode(batch: readonly RecordedEvent[]) {
    await this.opened;
    return this.stock.codec.decode(batch);
  }
}

describe('a live projection while a large batch of a rebuild is written', () => {
  it('is folded and stored without waiting for the batch', async () => {
    const stock = await StockFixture.open();
    try {
      const item = randomUUID();
      await stock.moveMany(item, 3_000);
      const engine = await stock.start({ fill: { rows: 100, events: 200 } });
      expect(await engine.caughtUp(10_000)).toBe(true);
      const writing = await stock.client('projector');
      await stock.operations.rebuild('stock.level', { promote: false });
      await writing.query('BEGIN');
      // The transaction of a fill holds this lock for as long as it lasts.
      await writing.query("SELECT FROM engine.projection_slot WHERE role = 'candidate' FOR UPDATE");
      for (let round = 0; round < 5; round++) {
        const last = await stock.move(item, 1);
        expect(await engine.waitFor(['stock.level', 'stock.movement'], last, 2_000)).toBe(true);
        await eventually(async () => {
          const slots = await stock.rows<{ position: string }>(
            "SELECT position FROM engine.slot_progress WHERE role = 'serving'",
          );
          expect(slots.map(({ position }) => position)).toEqual([last, last]);
        });
      }
      await writing.query('COMMIT');
      await stock.operations.rebuilt('stock.level', () => undefined);
    } finally {
      await stock.close();
    }
  });
});

describe('a rebuild', () => {
  let stock: StockFixture;
  beforeEach(async () => {
    faulty.on = true;
    stock = await StockFixture.open();
  });
  afterEach(() => stock.close());
  const rebuilt = (name = 'stock.level') => stock.operations.rebuilt(name, () => undefined);
  const checksum = async (name = 'stock.level') => (await stock.operations.status(name, { checksum: true })).checksum;
  const tables = () => stock.rows(`SELECT relname FROM pg_class WHERE relname ~ '^level_v1_[ab]$' ORDER BY 1`);

  it('is waited for also while the log is out of reach', async () => {
    await stock.moveMany(randomUUID(), 100);
    await stock.start();
    await stock.operations.rebuild('stock.level');
    let asked = 0;
    const head = async () => {
      if (++asked <= 2) throw new LogUnavailable('given up');
      return stock.log.head();
    };
    const operations = new ProjectionOperations({ url: stock.database.url, log: { head } });
    try {
      expect(await operations.rebuilt('stock.level', () => undefined)).toMatchObject({
        rebuild: { state: 'promoted' },
      });
      expect(asked).toBeGreaterThan(2);
    } finally {
      await operations.close();
    }
  });

  it('fills a new slot while the old one serves and events come in, and switches to the same rows', async () => {
    const items = Array.from({ length: 20 }, () => randomUUID());
    for (const item of items) await stock.moveMany(item, 100);
    const engine = await stock.start();
    await engine.caughtUp(20_000);
    const [before, counts] = [await checksum(), [] as number[]];

    let [writing, reading] = [true, true];
    const writer = (async () => {
      let last = await stock.move(items[0] as string, 1);
      for (let index = 0; writing; index++) last = await stock.move(items[index % 20] as string, 1_000);
      return last;
    })();
    const watcher = (async () => {
      const client = await stock.client('platform');
      while (reading) {
        const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM stock.level_v1');
        counts.push(rows[0]?.n ?? 0);
      }
    })();
    const rebuildBoth = async () => {
      await Promise.all(['stock.level', 'stock.movement'].map((name) => stock.operations.rebuild(name)));
      return [await rebuilt(), await rebuilt('stock.movement')] as const;
    };
    const [status] = await rebuildBoth().finally(() => (writing = false));
    const last = await writer;
    expect(await engine.waitFor(['stock.level', 'stock.movement'], last, 5_000).finally(() => (reading = false))).toBe(
      true,
    );
    await watcher;
    expect(status).toMatchObject({
      slot: 'b',
      state: 'live',
      rebuild: { slot: 'b', state: 'promoted', progress: 1, error: null },
    });
    // The watcher saw every item at every moment.
    expect(new Set(counts)).toEqual(new Set([20]));
    expect(await checksum()).not.toBe(before);
    await rebuildAgain('stock.level');
    await rebuildAgain('stock.movement');
  });

  /** The live read model equals one that is rebuilt from scratch. */
  async function rebuildAgain(name: string): Promise<void> {
    const live = await checksum(name);
    const { slot } = await stock.operations.status(name);
    await stock.operations.rebuild(name);
    const status = await rebuilt(name);
    expect(status.slot).not.toBe(slot);
    expect(await checksum(name)).toBe(live);
  }

  it('keeps the older slot current, so that a rollback is a switch; either slot can then be dropped', async () => {
    const item = randomUUID();
    const engine = await stock.start();
    await stock.move(item, 1_000);
    await stock.operations.rebuild('stock.level');
    await rebuilt();
    const position = await stock.move(item, 1_000);
    await engine.waitFor(['stock.level'], position, 5_000);
    await eventually(async () =>
      expect(await stock.rows('SELECT on_hand AS q FROM stock.level_v1_a')).toEqual([{ q: '2.000' }]),
    );

    expect(await stock.operations.rollback('stock.level')).toMatchObject({
      slot: 'a',
      rebuild: { slot: 'b', state: 'caught_up' },
    });
    expect(await stock.level(item)).toBe('2.000');
    await expect(stock.operations.rollback('stock.level')).rejects.toMatchObject({ code: 'CONFLICT' });
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    expect(await stock.operations.promote('stock.level')).toMatchObject({ slot: 'b' });
    expect(await stock.level(item)).toBe('3.000');

    expect(await stock.operations.drop('stock.level')).toMatchObject({ slot: 'b', rebuild: null });
    expect(await tables()).toEqual([{ relname: 'level_v1_b' }]);
    await expect(stock.operations.drop('stock.level')).rejects.toMatchObject({ code: 'CONFLICT' });
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    expect(await stock.level(item)).toBe('4.000');
  });

  it('waits to be promoted when it is told to, paused and resumed on the way, with its progress shown', async () => {
    const item = randomUUID();
    const position = await stock.moveMany(item, 12_000);
    const gate = new Gate(stock);
    const engine = await stock.start({ decoder: gate });
    expect(await engine.caughtUp(20_000)).toBe(true);
    gate.close();
    expect(await stock.operations.rebuild('stock.level', { promote: false })).toMatchObject({
      slot: 'a',
      state: 'live',
      rebuild: { slot: 'b', state: 'running', progress: 0 },
    });
    const pausing = stock.operations.pause('stock.level');
    gate.release();
    const paused = await pausing;
    expect(paused.rebuild).toMatchObject({ state: 'paused' });
    expect(paused.state).toBe('live');
    expect(paused.rebuild?.progress).toBeGreaterThan(0);
    expect(paused.rebuild?.progress).toBeLessThan(1);
    const live = await stock.move(item, 1_000);
    expect(await engine.waitFor(['stock.level'], live, 5_000)).toBe(true);
    expect((await stock.operations.status('stock.level')).rebuild?.position).toBe(paused.rebuild?.position);

    await stock.operations.resume('stock.level');
    expect(await rebuilt()).toMatchObject({
      slot: 'a',
      rebuild: { slot: 'b', state: 'caught_up', progress: 1, error: null },
    });
    expect(await stock.operations.promote('stock.level')).toMatchObject({ slot: 'b' });
    expect(await stock.level(item)).toBe('13.000');
    expect(position < live).toBe(true);
  });

  it('is cancelled without a trace', async () => {
    await stock.moveMany(randomUUID(), 6_000);
    const gate = new Gate(stock);
    const engine = await stock.start({ decoder: gate });
    await engine.caughtUp(20_000);
    gate.close();
    await stock.operations.rebuild('stock.level');
    const cancelled = stock.operations.cancel('stock.level');
    gate.release();
    expect(await cancelled).toMatchObject({ slot: 'a', rebuild: null });
    expect(await tables()).toEqual([{ relname: 'level_v1_a' }]);
    await expect(stock.operations.cancel('stock.level')).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(stock.operations.promote('stock.level')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('pauses the projection itself when no rebuild runs', async () => {
    const item = randomUUID();
    const engine = await stock.start();
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    expect(await stock.operations.pause('stock.level')).toMatchObject({ state: 'paused' });
    const unseen = await stock.move(item, 1_000);
    expect(await engine.waitFor(['stock.movement'], unseen, 5_000)).toBe(true);
    expect(await engine.waitFor(['stock.level'], unseen, 100)).toBe(false);
    expect(await stock.operations.status('stock.level')).toMatchObject({ state: 'paused', lagEvents: 1 });
    await stock.operations.resume('stock.level');
    expect(await engine.waitFor(['stock.level'], unseen, 5_000)).toBe(true);
    await expect(stock.operations.resume('stock.level')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is not promoted by itself when its rows differ from those that serve, and says so', async () => {
    const item = randomUUID();
    const engine = await stock.start();
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    await stock.rows(`UPDATE stock.level_v1_a SET on_hand = 999`);
    await stock.operations.rebuild('stock.level');
    await expect(rebuilt()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(/rows differ/) });
    expect(await stock.level(item)).toBe('999.000');
    expect(await stock.operations.promote('stock.level')).toMatchObject({ slot: 'b' });
    expect(await stock.level(item)).toBe('1.000');
  });

  it('is promoted also when its last step fails at first', async () => {
    const item = randomUUID();
    const engine = await stock.start();
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    const owner = await stock.client('migrator');
    await owner.query('REVOKE SELECT ON stock.level_v1_a FROM opsledger_projector');
    await stock.operations.rebuild('stock.level');
    await eventually(() => stock.faults.some((fault) => /permission denied/.test(String(fault))));
    expect(await stock.operations.status('stock.level')).toMatchObject({ slot: 'a', rebuild: { state: 'caught_up' } });
    await owner.query('GRANT SELECT ON stock.level_v1_a TO opsledger_projector');
    expect(await rebuilt()).toMatchObject({ slot: 'b' });
  });

  it('drops the older slot when another rebuild is asked for, also while one runs', async () => {
    const item = randomUUID();
    await stock.moveMany(item, 5_000);
    const gate = new Gate(stock);
    const engine = await stock.start({ decoder: gate });
    await engine.caughtUp(20_000);
    await stock.operations.rebuild('stock.level');
    await rebuilt();
    expect(await tables()).toHaveLength(2);
    gate.close();
    const second = await stock.operations.rebuild('stock.level');
    expect(second).toMatchObject({ slot: 'b', rebuild: { slot: 'a', state: 'running' } });
    const third = stock.operations.rebuild('stock.level');
    gate.release();
    expect(await third).toMatchObject({ slot: 'b', rebuild: { slot: 'a' } });
    expect(await rebuilt()).toMatchObject({ slot: 'a', rebuild: { state: 'promoted' } });
    expect(await stock.level(item)).toBe('5.000');
  });

  it('keeps the older slot current when it cannot be dropped, and drops it later', async () => {
    const item = randomUUID();
    const engine = await stock.start();
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    await stock.operations.rebuild('stock.level');
    await rebuilt();
    const owner = await stock.client('migrator');
    await owner.query('CREATE VIEW stock.dependent AS SELECT item_id FROM stock.level_v1_a');
    const refusal = { code: 'CONFLICT', message: expect.stringMatching(/it failed/) as string };
    await expect(stock.operations.drop('stock.level')).rejects.toMatchObject(refusal);
    await expect(stock.operations.rebuild('stock.level')).rejects.toMatchObject(refusal);
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    expect(await stock.operations.rollback('stock.level')).toMatchObject({ slot: 'a', rebuild: { slot: 'b' } });
    expect(await stock.level(item)).toBe('2.000');
    await stock.operations.promote('stock.level');
    await owner.query('DROP VIEW stock.dependent');
    expect(await stock.operations.rebuild('stock.level')).toMatchObject({ slot: 'b', rebuild: { slot: 'a' } });
    expect(await rebuilt()).toMatchObject({ slot: 'a' });
  });

  it('stops at an event that it cannot fold, and ends well once the cause is mended', async () => {
    const [bad, good] = [randomUUID(), randomUUID()];
    faulty.on = false;
    await stock.move(bad, 1_000);
    const poison = await stock.move(bad, 2_000, 'throws');
    await stock.move(good, 4_000);
    const engine = await stock.start();
    await engine.caughtUp(10_000);
    faulty.on = true;
    await stock.operations.rebuild('stock.level');
    await expect(rebuilt()).rejects.toMatchObject({
      message: expect.stringMatching(/TestMoved .* cannot be folded: RangeError/),
    });
    const stopped = await stock.operations.status('stock.level');
    expect(stopped).toMatchObject({ slot: 'a', state: 'live', parked: 0, rebuild: { state: 'stopped' } });
    expect((stopped.rebuild?.position ?? '') < poison).toBe(true);
    faulty.on = false;
    await stock.operations.resume('stock.level');
    expect(await rebuilt()).toMatchObject({ slot: 'b' });
    expect(await stock.level(bad)).toBe('3.000');
  });

  it('leaves out the events that an operator has skipped, as the live slot does', async () => {
    const bad = randomUUID();
    const engine = await stock.start();
    await stock.move(bad, 1_000, 'throws');
    await engine.waitFor(['stock.level'], await stock.move(bad, 2_000), 5_000);
    const [parked] = await stock.operations.parked({ limit: 1 });
    await stock.operations.skipParked(found(parked), randomUUID());
    const live = await checksum();
    await stock.operations.rebuild('stock.level');
    expect(await rebuilt()).toMatchObject({ slot: 'b' });
    expect(await checksum()).toBe(live);
    expect(await stock.level(bad)).toBe('2.000');
  });

  it('says why it was not promoted, for as long as it is not', async () => {
    const item = randomUUID();
    const engine = await stock.start({ switchAttempts: 2 });
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    const slow = await stock.client('platform');
    await slow.query('BEGIN');
    await slow.query('SELECT * FROM stock.level_v1');
    await stock.operations.rebuild('stock.level');
    await expect(rebuilt()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(/queries hold/) });
    await stock.operations.pause('stock.level');
    // A resume looks at the end of the rebuild once more.
    await stock.operations.resume('stock.level');
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    await stock.operations.pause('stock.level');
    expect((await stock.operations.status('stock.level')).rebuild?.error).toMatch(/queries hold/);
    await stock.operations.resume('stock.level');
    await slow.query('COMMIT');
    expect(await stock.operations.promote('stock.level')).toMatchObject({ slot: 'b', rebuild: { error: null } });
  });

  it('waits for a query that holds the view, without keeping others waiting', async () => {
    const item = randomUUID();
    const engine = await stock.start();
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    const [slow, quick] = [await stock.client('platform'), await stock.client('platform')];
    await slow.query('BEGIN');
    await slow.query('SELECT * FROM stock.level_v1');
    await stock.operations.rebuild('stock.level');
    await eventually(async () =>
      expect((await stock.operations.status('stock.level')).rebuild?.state).toBe('caught_up'),
    );
    let longest = 0;
    for (let count = 0; count < 30; count++) {
      const since = performance.now();
      await quick.query('SELECT * FROM stock.level_v1');
      longest = Math.max(longest, performance.now() - since);
    }
    expect((await stock.operations.status('stock.level')).slot).toBe('a');
    // The time-out of the switch is 200 ms; the rest is what a busy machine adds.
    expect(longest).toBeLessThan(1_500);
    await slow.query('COMMIT');
    expect(await rebuilt()).toMatchObject({ slot: 'b' });
  });

  it('has no effect on other consumers of the log', async () => {
    const seen: string[] = [];
    const engine = await stock.start();
    const last = await stock.move(randomUUID(), 1_000);
    const feed = stock.readerOf(engine);
    const registration = feed.register({
      name: 'reactor',
      after: last,
      handle: async (batch) => void seen.push(...batch.map(({ id }) => id)),
    });
    await stock.operations.rebuild('stock.level');
    await rebuilt();
    const next = await stock.move(randomUUID(), 1_000);
    await engine.waitFor(['stock.level'], next, 5_000);
    await eventually(() => expect(seen).toHaveLength(1));
    await registration.close();
  });

  it('protects each slot like the one before, from its first moment', async () => {
    await stock.moveMany(randomUUID(), 3_000);
    const gate = new Gate(stock);
    const engine = await stock.start({ decoder: gate });
    await engine.caughtUp(20_000);
    gate.close();
    await stock.operations.rebuild('stock.movement');
    const migrator = await stock.client('migrator');
    expect(await unprotectedTables(migrator)).toEqual([]);
    const reader = await stock.client('reader');
    expect((await reader.query('SELECT * FROM stock.movement_v1_b')).rows).toEqual([]);
    gate.release();
    await rebuilt('stock.movement');
    expect((await reader.query('SELECT * FROM stock.movement_v1')).rows).toEqual([]);
    const indexes = await stock.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_indexes WHERE tablename IN ('movement_v1_a', 'movement_v1_b') GROUP BY tablename`,
    );
    expect(indexes).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it('is refused if there is no such projection, or no process that folds it', async () => {
    await expect(stock.operations.rebuild('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await stock.stop(await stock.start());
    await expect(stock.operations.rebuild('stock.level')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    // The rebuild is not begun later either, when nobody expects it any more.
    await stock.start();
    expect(await stock.operations.status('stock.level')).toMatchObject({ rebuild: null });
  });
});
