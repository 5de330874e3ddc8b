import { randomUUID } from 'node:crypto';
import type { Position } from '#libs/event-log';
import { type TableLayout, tableLayouts } from '#libs/read-models';
import { eventually } from '#libs/testing/eventually';
import { Noted, Renamed, StockFixture, levels, movements } from '../testing/stock.fixture';
import { TableStore } from '../storage/table-store';

describe('the projection engine', () => {
  let stock: StockFixture;
  beforeEach(async () => {
    stock = await StockFixture.open();
  });
  afterEach(() => stock.close());

  it('folds the events in the log and then the new ones, each event once', async () => {
    const [apple, pear] = [randomUUID(), randomUUID()];
    await stock.move(apple, 5_000);
    await stock.move(pear, 2_500);
    const engine = await stock.start();
    expect(await engine.caughtUp(10_000)).toBe(true);
    await stock.move(apple, -1_250);
    const last = await stock.append<Renamed>(Renamed, { itemId: pear, name: 'Pear' });
    expect(await engine.waitFor(['stock.level', 'stock.movement'], last, 5_000)).toBe(true);
    const byItem = Object.fromEntries((await stock.levels()).map(({ itemId, ...level }) => [itemId, level]));
    expect(byItem).toEqual({
      [apple]: { onHand: '3.750', moves: 2, name: null },
      [pear]: { onHand: '2.500', moves: 1, name: 'Pear' },
    });
    expect(await stock.rows('SELECT note FROM stock.movement_v1 ORDER BY position')).toEqual(
      [5_000, 2_500, -1_250].map((quantity) => ({ note: `note "${quantity}", \\ {}` })),
    );
  });

  it('removes a row when a fold leaves none, and makes it anew', async () => {
    const item = randomUUID();
    const engine = await stock.start();
    for (const quantity of [10, -10, 7]) await stock.move(item, quantity);
    const gone = await stock.move(item, -7);
    await engine.waitFor(['stock.level'], gone, 5_000);
    expect(await stock.levels()).toEqual([]);
    const back = await stock.move(item, 1);
    await engine.waitFor(['stock.level'], back, 5_000);
    expect(await stock.level(item)).toBe('0.001');
  });

  it('goes on from its checkpoint after a restart, and folds nothing twice', async () => {
    const item = randomUUID();
    let engine = await stock.start();
    const before = await stock.move(item, 1_000);
    await engine.waitFor(['stock.level'], before, 5_000);
    await stock.stop(engine);
    const while_down = await stock.move(item, 1_000);
    engine = await stock.start();
    expect(await engine.waitFor(['stock.level', 'stock.movement'], while_down, 5_000)).toBe(true);
    expect(await stock.levels()).toMatchObject([{ onHand: '2.000', moves: 2 }]);
    expect(await stock.rows('SELECT count(*)::int AS n FROM stock.movement_v1')).toEqual([{ n: 2 }]);
  });

  it('moves the checkpoint over events that it does not handle, in memory at once and stored within 200 ms', async () => {
    const engine = await stock.start();
    const item = randomUUID();
    const noted = await stock.append<Noted>(Noted, { itemId: item });
    expect(await engine.waitFor(['stock.level', 'stock.movement'], noted, 5_000)).toBe(true);
    const since = Date.now();
    await eventually(async () => {
      const slots = await stock.rows<{ position: string }>('SELECT position FROM engine.slot_progress');
      return slots.every(({ position }) => position === noted);
    });
    expect(Date.now() - since).toBeLessThan(1_000);
    expect(await stock.levels()).toEqual([]);
  });

  it('answers false, in time, when a position is not reached', async () => {
    const engine = await stock.start();
    await stock.operations.pause('stock.level');
    const last = await stock.move(randomUUID(), 1);
    const since = Date.now();
    expect(await engine.waitFor(['stock.level'], last, 150)).toBe(false);
    expect(Date.now() - since).toBeLessThan(1_500);
    await expect(engine.waitFor(['nothing-like-it'], last, 10)).rejects.toThrow(TypeError);
  });

  it.each(['0001-9999999999999999999', '9999-0000000000000000001'])(
    'does not wait for %s, which the log does not have, whoever folds',
    async (forged) => {
      const [owner, other] = [await stock.start(), await stock.start()];
      const last = await stock.move(randomUUID(), 1_000);
      // Longer than any test: an answer shows that there was no wait.
      for (const engine of [owner, other]) {
        expect(await engine.waitFor(['stock.level', 'stock.movement'], forged as Position, 600_000)).toBe(false);
        expect(await engine.waitFor(['stock.level', 'stock.movement'], last, 5_000)).toBe(true);
      }
    },
  );

  it('does not wait for a forged position on a log without events, nor while what it folds is paused', async () => {
    const engine = await stock.start();
    const first = '0001-0000000000000000001' as Position;
    expect(await engine.waitFor(['stock.level'], first, 600_000)).toBe(false);
    await stock.operations.pause('stock.level');
    const last = await stock.move(randomUUID(), 1_000);
    expect(await engine.waitFor(['stock.level'], last, 50)).toBe(false);
    const next = last.replace(/.$/, (digit) => String(Number(digit) + 1)) as Position;
    expect(await engine.waitFor(['stock.level'], next, 600_000)).toBe(false);
  });

  it('makes one set-based statement of many events: a thousand in a transaction, not a thousand transactions', async () => {
    const items = Array.from({ length: 40 }, () => randomUUID());
    for (let index = 0; index < 400; index++) await stock.move(items[index % 40] as string, 1_000);
    const transactions = async () => {
      const [row] = await stock.rows<{ n: number }>(
        `SELECT sum(xact_commit)::int AS n FROM pg_stat_database WHERE datname = current_database()`,
      );
      return row?.n ?? 0;
    };
    const before = await transactions();
    const engine = await stock.start();
    await engine.caughtUp(10_000);
    const writes = await stock.rows<{ n: number }>(
      `SELECT sum(n_tup_ins + n_tup_upd)::int AS n FROM pg_stat_all_tables WHERE relname LIKE 'level_v1%'`,
    );
    expect((await transactions()) - before).toBeLessThan(200);
    expect(writes[0]?.n ?? 0).toBeLessThan(400);
    expect((await stock.levels()).map(({ onHand }) => onHand)).toEqual(items.map(() => '10.000'));
  });

  it('finds rows by their key, in a table that was empty when it was planned for and in one that has grown', async () => {
    const projector = await stock.client('projector');
    const settings = ['plan_cache_mode = force_generic_plan', 'enable_seqscan = off', 'enable_hashjoin = off'];
    for (const setting of settings) await projector.query(`SET ${setting}`);
    const plan = async () => {
      const [layout] = await tableLayouts(levels);
      let sql = '';
      const listening = { query: async ({ text }: { text: string }) => ((sql = text), { rows: [] }) };
      await new TableStore(layout as TableLayout, 'a').load(listening as never, []);
      const { rows } = await projector.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN) ${sql}`);
      return rows.map((row) => row['QUERY PLAN'].trim().replace(/ {2}\(cost.*/, ''));
    };
    const engine = await stock.start();
    expect((await plan()).slice(0, 2)).toEqual(['Nested Loop', '->  Function Scan on k']);
    let last: Position | undefined;
    for (let item = 0; item < 600; item++) last = await stock.move(randomUUID(), 1_000);
    await engine.waitFor(['stock.level'], last as Position, 10_000);
    await eventually(async () => {
      const [table] = await stock.rows<{ rows: number }>(
        "SELECT reltuples::int AS rows FROM pg_class WHERE oid = 'stock.level_v1_a'::regclass",
      );
      expect(table?.rows).toBeGreaterThanOrEqual(500);
    });
    expect(await plan()).toEqual([
      'Nested Loop',
      '->  Function Scan on k',
      '->  Index Scan using level_v1_a_key on level_v1_a t',
      'Index Cond: ((tenant_id = k.tenant_id) AND (item_id = k.item_id))',
    ]);
  });

  it('is caught up, in every process, when all projections except the paused ones are', async () => {
    const [owner, replica] = [await stock.start(), await stock.start()];
    await stock.operations.pause('stock.level');
    await stock.move(randomUUID(), 1_000);
    expect(await owner.caughtUp(5_000)).toBe(true);
    expect(await replica.caughtUp(5_000)).toBe(true);
    expect(await stock.levels()).toEqual([]);
    await stock.operations.resume('stock.level');
    expect(await replica.caughtUp(5_000)).toBe(true);
    expect(await stock.levels()).toMatchObject([{ onHand: '1.000' }]);
  });

  it('shows its lag and rate', async () => {
    const engine = await stock.start();
    const last = await stock.move(randomUUID(), 1);
    await engine.waitFor(['stock.level', 'stock.movement'], last, 5_000);
    expect(
      engine
        .gauges()
        .map(({ projection, lagEvents, lagSeconds, stopped }) => ({ projection, lagEvents, lagSeconds, stopped })),
    ).toEqual(
      [levels, movements].map(({ name }) => ({ projection: name, lagEvents: 0, lagSeconds: 0, stopped: false })),
    );
    const status = await stock.operations.status('stock.level', { checksum: true });
    expect(status).toMatchObject({
      name: 'stock.level',
      service: 'stock',
      version: 1,
      slot: 'a',
      state: 'live',
      head: last,
      parked: 0,
      error: null,
      rebuild: null,
    });
    await eventually(async () =>
      expect(await stock.operations.status('stock.level')).toMatchObject({
        position: last,
        lagEvents: 0,
        lagSeconds: 0,
      }),
    );
    expect(status.checksum).toMatch(/^[0-9a-f]{32}$/);
  });

  it('reads only what it declares, and passes over an unknown type', async () => {
    const engine = await stock.start();
    class Elsewhere {
      static readonly type = 'TestElsewhere';
      itemId!: string;
    }
    const position = await stock.append<Elsewhere>(Elsewhere, { itemId: randomUUID() });
    expect(await engine.waitFor(['stock.level'], position, 5_000)).toBe(true);
    expect(stock.faults).toEqual([]);
  });

  it('refuses two projections of one name', async () => {
    await expect(stock.start({ projections: [levels, { ...movements, name: 'stock.level' }] })).rejects.toThrow(
      /declared twice/,
    );
  });
});
