import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { eventually } from '#libs/testing/eventually';
import { StockFixture } from '../testing/stock.fixture';

const BEHIND = /^the log is behind the database: .* docs\/operations\.md$/;

describe('a log that lacks what a projection has folded', () => {
  let stock: StockFixture;
  beforeEach(async () => {
    stock = await StockFixture.open();
  });
  afterEach(() => stock.close());

  /** Leaves the log as one that was put back to an older copy: its last events are gone. */
  async function lose(count: number): Promise<void> {
    const owner = new Client({ connectionString: stock.database.superuserUrl });
    await owner.connect();
    try {
      await owner.query('ALTER TABLE event_log.event DISABLE TRIGGER refuse_change');
      await owner.query(
        `DELETE FROM event_log.event WHERE place > (SELECT max(place) FROM event_log.event) - ${count}`,
      );
    } finally {
      await owner.end();
    }
  }

  /** As a failover to a server that lacks the last events, and has taken others before anybody is connected to it. */
  async function replace(lost: number, taken: number): Promise<void> {
    const owner = new Client({ connectionString: stock.database.superuserUrl });
    await owner.connect();
    try {
      // Nobody reads until it is done, and then over another connection.
      await owner.query('BEGIN; LOCK TABLE event_log.event; ALTER TABLE event_log.event DISABLE TRIGGER refuse_change');
      await owner.query(`DELETE FROM event_log.event WHERE place > (SELECT max(place) FROM event_log.event) - ${lost}`);
      await owner.query(
        `INSERT INTO event_log.event (epoch, place, recorded_at, id, stream, revision, type, data, metadata)
         SELECT epoch, place + n, recorded_at, gen_random_uuid(), stream, revision + n, type, data, metadata
           FROM (SELECT * FROM event_log.event ORDER BY place DESC LIMIT 1) last, generate_series(1, ${taken}) n`,
      );
      await owner.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name IN ('opsledger event log', 'opsledger listener')`,
      );
      await owner.query('COMMIT');
    } finally {
      await owner.end();
    }
  }

  async function folded(): Promise<string> {
    const item = randomUUID();
    const engine = await stock.start();
    let position = await stock.move(item, 1_000);
    for (let count = 0; count < 3; count++) position = await stock.move(item, 1_000);
    expect(await engine.waitFor(['stock.level', 'stock.movement'], position, 10_000)).toBe(true);
    await stock.stop(engine);
    return item;
  }

  const errors = async () => (await stock.operations.list()).map(({ state, error }) => [state, error]);
  const stopped = [0, 1].map(() => ['stopped', expect.stringMatching(BEHIND) as string]);

  it('stops it and says why, until it is rebuilt', async () => {
    await folded();
    await lose(2);
    const engine = await stock.start();
    expect(await errors()).toEqual(stopped);
    expect(engine.behind()).toEqual(['stock.level', 'stock.movement']);
    await expect(stock.operations.resume('stock.level')).rejects.toMatchObject({ code: 'CONFLICT' });
    const other = randomUUID();
    await stock.move(other, 5_000);
    for (const name of ['stock.level', 'stock.movement']) {
      await stock.operations.rebuild(name);
      await stock.operations.rebuilt(name, () => undefined);
    }
    expect(await stock.levels()).toEqual(
      expect.arrayContaining([expect.objectContaining({ itemId: other, onHand: '5.000' })]),
    );
    expect(await stock.rows('SELECT count(*)::int AS n FROM stock.movement_v1')).toEqual([{ n: 3 }]);
    expect(engine.behind()).toEqual([]);
  });

  it('stops it also when the log has grown again, and has another event there', async () => {
    await folded();
    await lose(2);
    for (let count = 0; count < 3; count++) await stock.move(randomUUID(), 1_000);
    await stock.start();
    expect(await errors()).toEqual(stopped);
  });

  it('stops it while it runs, once it has connected to the log again', async () => {
    const engine = await stock.start();
    const position = await stock.move(randomUUID(), 1_000);
    expect(await engine.waitFor(['stock.level', 'stock.movement'], position, 10_000)).toBe(true);
    await lose(1);
    await stock.asLogin(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name IN ('opsledger event log', 'opsledger listener')`,
    );
    await eventually(() => expect(engine.behind()).toEqual(['stock.level', 'stock.movement']));
    expect(await errors()).toEqual(stopped);
  });

  it('folds nothing of a log that has other events there, and rebuilds from that one without a restart', async () => {
    const engine = await stock.start();
    const item = randomUUID();
    let position = await stock.move(item, 1_000);
    for (let count = 0; count < 3; count++) position = await stock.move(item, 1_000);
    expect(await engine.waitFor(['stock.level', 'stock.movement'], position, 10_000)).toBe(true);
    await replace(3, 10);
    await eventually(() => expect(engine.behind()).toEqual(['stock.level', 'stock.movement']));
    expect(await stock.rows('SELECT count(*)::int AS n FROM stock.movement_v1')).toEqual([{ n: 4 }]);
    await expect(stock.operations.resume('stock.level')).rejects.toMatchObject({ code: 'CONFLICT' });
    for (const name of ['stock.level', 'stock.movement']) {
      await stock.operations.rebuild(name);
      await stock.operations.rebuilt(name, () => undefined);
    }
    expect(await stock.rows('SELECT count(*)::int AS n FROM stock.movement_v1')).toEqual([{ n: 11 }]);
    expect(await stock.levels()).toEqual([expect.objectContaining({ itemId: item, onHand: '11.000', moves: 11 })]);
  });
});
