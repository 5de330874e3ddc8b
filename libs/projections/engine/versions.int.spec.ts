import { randomUUID } from 'node:crypto';
import { eventually } from '#libs/testing/eventually';
import { levelsTwo } from '../testing/next-release.fixture';
import { StockFixture, levels, movements } from '../testing/stock.fixture';

describe('versions of a projection', () => {
  let stock: StockFixture;
  beforeEach(async () => {
    stock = await StockFixture.open();
  });
  afterEach(() => stock.close());
  const two = () => stock.rows('SELECT on_hand AS "onHand", moves, arrivals FROM stock.level_v2');

  it('run side by side in a rolling upgrade: the new one fills while the old one serves', async () => {
    const item = randomUUID();
    const old = await stock.start();
    await stock.move(item, 2_000);
    await old.waitFor(['stock.level'], await stock.move(item, -500), 5_000);

    const next = await stock.start({ projections: [levelsTwo, movements] });
    expect(await next.waitFor(['stock.level'], await stock.log.head(), 10_000)).toBe(true);
    expect(await two()).toEqual([{ onHand: '1.500', moves: 2, arrivals: 1 }]);
    const last = await stock.move(item, 1_000);
    expect(await old.waitFor(['stock.level'], last, 5_000)).toBe(true);
    expect(await next.waitFor(['stock.level', 'stock.movement'], last, 5_000)).toBe(true);
    expect(await stock.levels()).toMatchObject([{ onHand: '2.500' }]);
    expect(await two()).toEqual([{ onHand: '2.500', moves: 3, arrivals: 2 }]);
    const listed = await stock.operations.list('stock');
    expect(listed.map(({ name, version }) => [name, version])).toEqual([
      ['stock.level', 2],
      ['stock.level', 1],
      ['stock.movement', 1],
    ]);
  });

  it('go back too: the old release goes on from its checkpoint', async () => {
    const item = randomUUID();
    const old = await stock.start();
    await old.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    await stock.stop(old);
    const next = await stock.start({ projections: [levelsTwo, movements] });
    await next.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    await stock.stop(next);
    const again = await stock.start({ projections: [levels, movements] });
    expect(await again.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000)).toBe(true);
    expect(await stock.levels()).toMatchObject([{ onHand: '3.000', moves: 3 }]);
  });

  it('are dropped by the operator when no release folds them any more, and not before', async () => {
    const old = await stock.start();
    const next = await stock.start({ projections: [levelsTwo] });
    await next.caughtUp(10_000);
    await expect(stock.operations.drop('stock.level')).rejects.toMatchObject({ code: 'CONFLICT' });
    await stock.stop(old);
    await stock.operations.drop('stock.level');
    expect((await stock.operations.list()).map(({ name, version }) => `${name} ${version}`)).toEqual([
      'stock.level 2',
      'stock.movement 1',
    ]);
    const left = await stock.rows<{ relname: string }>(
      `SELECT relname FROM pg_class WHERE relname ~ '^level_v1' AND relkind IN ('r', 'v')`,
    );
    expect(left).toEqual([]);
    await eventually(async () => expect((await stock.operations.status('stock.level')).state).toBe('live'));
  });

  it('are not dropped from under a process that takes them up meanwhile', async () => {
    await stock.stop(await stock.start());
    const next = await stock.start({ projections: [levelsTwo] });
    await next.caughtUp(10_000);
    const taker = await stock.client('projector');
    await taker.query('BEGIN');
    // A process of the release before takes it up like this.
    await taker.query(
      `WITH other AS (INSERT INTO engine.process (id, lock, lease_until) VALUES (gen_random_uuid(), 1, 'infinity') RETURNING id)
       UPDATE engine.projection SET owner = (SELECT id FROM other), fence = fence + 1
        WHERE name = 'stock.level' AND version = 1`,
    );
    const refused = stock.operations.drop('stock.level').catch((error: unknown) => error);
    await eventually(async () => {
      const waiting = await stock.asLogin(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'opsledger slots'
            AND wait_event_type = 'Lock'`,
      );
      return waiting.length === 1;
    });
    await taker.query('COMMIT');
    expect(await refused).toMatchObject({ code: 'CONFLICT' });
    expect(await stock.levels()).toEqual([]);
  });
});
