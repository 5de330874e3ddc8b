import { randomUUID } from 'node:crypto';
import type { RecordedEvent } from '#libs/event-log';
import { eventually } from '#libs/testing/eventually';
import { Noted, StockFixture, faulty } from '../testing/stock.fixture';

describe('an operation', () => {
  let stock: StockFixture;
  beforeEach(async () => {
    stock = await StockFixture.open();
  });
  afterEach(() => stock.close());
  const commands = () =>
    stock.rows<{ command: string; refused: string | null }>(
      'SELECT command, refused FROM engine.projection_control ORDER BY id',
    );

  it('finds a projection without its service where one service alone has one of that name', async () => {
    await stock.start();
    expect(await stock.operations.pause('level')).toMatchObject({ name: 'stock.level', state: 'paused' });
    expect(await stock.operations.status('level')).toMatchObject({ name: 'stock.level' });
    await stock.rows(
      `INSERT INTO engine.projection (name, version, service, views) VALUES ('other.level', 1, 'other', '{}')`,
    );
    await expect(stock.operations.resume('level')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/other\.level, stock\.level/),
    });
    expect(await stock.operations.resume('stock.level')).toMatchObject({ state: 'live' });
  });

  it('that is asked for again joins its earlier request, done or refused', async () => {
    await stock.start();
    const [pausing, resuming] = [randomUUID(), randomUUID()];
    await stock.operations.pause('stock.level', pausing);
    await stock.operations.resume('stock.level', resuming);
    // It is not paused anew.
    expect(await stock.operations.pause('stock.level', pausing)).toMatchObject({ state: 'live' });
    const cancelling = randomUUID();
    const refusal = { code: 'CONFLICT', message: 'stock.level: no rebuild is under way' };
    await expect(stock.operations.cancel('stock.level', cancelling)).rejects.toMatchObject(refusal);
    await stock.operations.rebuild('stock.level', { promote: false });
    await expect(stock.operations.cancel('stock.level', cancelling)).rejects.toMatchObject(refusal);
    expect((await commands()).map(({ command }) => command)).toEqual(['pause', 'resume', 'cancel', 'rebuild']);
  });

  it('is carried out once when several ask for it at the same time', async () => {
    await stock.start();
    const operationId = randomUUID();
    await Promise.all([1, 2, 3].map(() => stock.operations.rebuild('stock.level', { promote: false, operationId })));
    expect(await commands()).toHaveLength(1);
  });

  it('whose asker was killed before it was taken up is carried out by the next owner, and can be joined', async () => {
    await stock.stop(await stock.start());
    const operationId = randomUUID();
    await stock.rows(
      `INSERT INTO engine.projection_control (name, version, command, operation_id) VALUES ('stock.level', 1, 'pause', $1)`,
      [operationId],
    );
    await stock.start();
    expect(await stock.operations.pause('stock.level', operationId)).toMatchObject({ state: 'paused' });
    expect(await commands()).toEqual([{ command: 'pause', refused: null }]);
  });

  it('whose owner was killed during it is not carried out twice, and says that somebody has to look', async () => {
    await stock.stop(await stock.start());
    const operationId = randomUUID();
    await stock.rows(
      `INSERT INTO engine.projection_control (name, version, command, operation_id, taken_at, taken_fence)
       SELECT name, version, 'pause', $1, now(), fence FROM engine.projection WHERE name = 'stock.level'`,
      [operationId],
    );
    await stock.start();
    for (let time = 0; time < 2; time++) {
      await expect(stock.operations.pause('stock.level', operationId)).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining('has ended meanwhile') as string,
      });
    }
    expect(await stock.operations.status('stock.level')).toMatchObject({ state: 'live' });
  });

  it('that was taken up, with the answer lost, is carried out by the owner that took it', async () => {
    await stock.start();
    const operationId = randomUUID();
    await stock.rows(
      `INSERT INTO engine.projection_control (name, version, command, operation_id, taken_at, taken_fence)
       SELECT name, version, 'pause', $1, now(), fence FROM engine.projection WHERE name = 'stock.level'`,
      [operationId],
    );
    expect(await stock.operations.pause('stock.level', operationId)).toMatchObject({ state: 'paused' });
    expect(await commands()).toEqual([{ command: 'pause', refused: null }]);
  });

  it('is answered also when its outcome could not be stored at first', async () => {
    let open: () => void = () => undefined;
    let closed = Promise.resolve();
    const decode = (batch: readonly RecordedEvent[]) => closed.then(() => stock.codec.decode(batch));
    const engine = await stock.start({ decoder: { decode } });
    await engine.caughtUp(5_000);
    closed = new Promise((resolve) => (open = resolve));
    await stock.move(randomUUID(), 1_000);
    const pausing = stock.operations.pause('stock.level');
    await eventually(async () => {
      const taken = await stock.rows('SELECT FROM engine.projection_control WHERE taken_at IS NOT NULL');
      return taken.length === 1;
    });
    const holder = await stock.client('projector');
    await holder.query('BEGIN');
    await holder.query('SELECT FROM engine.projection_control FOR UPDATE');
    open();
    await eventually(async () => {
      const ended = await stock.asLogin(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'opsledger projector' AND wait_event_type = 'Lock'
            AND query LIKE '%SET done_at%'`,
      );
      return ended.length === 1;
    });
    await holder.query('COMMIT');
    expect(await pausing).toMatchObject({ state: 'paused' });
  });

  it.each(['pause', 'stop'])('stores at a %s the position that the projection had passed over to', async (how) => {
    const item = randomUUID();
    const engine = await stock.start();
    const both = ['stock.level', 'stock.movement'];
    const slots = (column: string) =>
      stock.rows(`SELECT ${column} AS position, follows FROM engine.slot_progress ORDER BY name`);
    const all = (position: string) => [0, 1].map(() => ({ position, follows: true }));
    const moved = await stock.move(item, 1_000);
    await engine.waitFor(both, moved, 5_000);
    await eventually(async () => expect(await slots('position')).toEqual(all(moved)));
    const passed = await stock.append<Noted>(Noted, { itemId: item });
    await eventually(async () => expect(await slots('position')).toEqual(all(passed)));
    expect(await slots('own_position')).toEqual(all(moved));

    if (how === 'pause') await stock.operations.pause('stock.level');
    else await engine.waitFor(['stock.movement'], await stock.move(item, 1_000, 'no key'), 5_000);
    const later = await stock.append<Noted>(Noted, { itemId: item });
    await eventually(async () => expect((await slots('position'))[1]).toMatchObject({ position: later }));
    expect(await stock.operations.status('stock.level')).toMatchObject({
      state: how === 'pause' ? 'paused' : 'stopped',
      position: passed,
    });

    faulty.on = false;
    await stock.operations.resume('stock.level');
    const last = await stock.move(item, 1_000);
    expect(await engine.waitFor(both, last, 5_000)).toBe(true);
    expect(await stock.level(item)).toBe(how === 'pause' ? '2.000' : '3.000');
  });
});
