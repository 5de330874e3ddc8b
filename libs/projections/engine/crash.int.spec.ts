/** @alone kills its PostgreSQL */
import { randomUUID } from 'node:crypto';
import { START } from '#libs/event-log';
import { DatabaseServer } from '#libs/testing/database-server';
import { eventually } from '#libs/testing/eventually';
import { Noted, StockFixture } from '../testing/stock.fixture';

const COUNTS = `
  SELECT (SELECT coalesce(sum(moves), 0)::int FROM stock.level_v1) AS levels,
         (SELECT count(*)::int FROM stock.movement_v1) AS movements`;

describe('a crash of the database under an engine that lives on', () => {
  let server: DatabaseServer;
  let stock: StockFixture;
  beforeEach(async () => {
    server = await DatabaseServer.start();
    stock = await StockFixture.open({ database: server });
  });
  afterEach(() => stock.close());

  it('undoes the last fold, and the events are folded again though nothing else happens', async () => {
    const engine = await stock.start();
    const item = randomUUID();
    let position = await stock.move(item, 1_000);
    // A durable commit, such as that of a lease, takes the rows to disk with it. Then the crash is repeated.
    let onDisk = 0;
    for (; ; onDisk++) {
      expect(await engine.waitFor(['stock.level', 'stock.movement'], position, 20_000)).toBe(true);
      await server.kill9();
      const [counts] = await server.unseen<{ movements: number }>(COUNTS);
      if (counts?.movements === onDisk) break;
      expect(onDisk).toBeLessThan(5);
      await server.again();
      position = await stock.move(item, 1_000);
    }
    expect(await engine.waitFor(['stock.level'], position, 50)).toBe(false);
    await server.again();
    expect(await engine.waitFor(['stock.level', 'stock.movement'], position, 20_000)).toBe(true);
    expect(await stock.rows(COUNTS)).toEqual([{ levels: 1, movements: onDisk + 1 }]);
  });

  it('does not keep the engine from ending', async () => {
    const engine = await stock.start();
    await engine.waitFor(['stock.level', 'stock.movement'], await stock.move(randomUUID(), 1_000), 5_000);
    await server.kill9();
    await expect(stock.stop(engine)).resolves.toBeUndefined();
    await server.again();
  });

  it('leaves every event folded once, however often it comes between two batches', async () => {
    const engine = await stock.start();
    const items = [randomUUID(), randomUUID(), randomUUID()];
    let moves = 0;
    for (let death = 0; death < 4; death++) {
      for (let index = 0; index < 20; index++) {
        const position = await stock.move(items[index % items.length] as string, 1_000);
        moves++;
        // The server dies sometimes during a batch, and sometimes after a commit that is not durable.
        if (index === 19 && death % 2 === 0) await engine.waitFor(['stock.level', 'stock.movement'], position, 5_000);
      }
      await server.kill9();
      await server.again();
    }
    await eventually(async () => expect(await engine.caughtUp(1_000)).toBe(true), { timeoutMs: 20_000 });
    expect(await stock.rows(COUNTS)).toEqual([{ levels: moves, movements: moves }]);
    expect((await stock.levels()).reduce((sum, { onHand }) => sum + Number(onHand), 0)).toBe(moves);
  });
});

describe('a checkpoint that was undone while no connection was lost', () => {
  let stock: StockFixture;
  beforeEach(async () => {
    stock = await StockFixture.open();
  });
  afterEach(() => stock.close());

  it.each([
    ['by the next batch', (item: string) => stock.move(item, 1_000), 2],
    ['by the next checkpoint that moves alone', (itemId: string) => stock.append<Noted>(Noted, { itemId }), 1],
  ])('is found %s', async (_, next, moves) => {
    const engine = await stock.start();
    const item = randomUUID();
    const position = await stock.move(item, 1_000);
    expect(await engine.waitFor(['stock.level', 'stock.movement'], position, 5_000)).toBe(true);
    await stock.rows(`
      WITH emptied AS (DELETE FROM stock.level_v1_a),
           undone AS (UPDATE engine.process SET position = '${START}', events = 0)
      UPDATE engine.projection_slot SET position = '${START}', events = 0 WHERE name = 'stock.level'`);
    const after = await next(item);
    await eventually(async () => expect(await stock.levels()).toMatchObject([{ moves }]));
    expect(await engine.waitFor(['stock.level', 'stock.movement'], after, 5_000)).toBe(true);
    expect(await stock.rows(COUNTS)).toEqual([{ levels: moves, movements: moves }]);
  });
});
