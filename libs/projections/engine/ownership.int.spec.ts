import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Position, RecordedEvent } from '#libs/event-log';
import { SOURCES } from '#libs/testing/sources';
import { eventually } from '#libs/testing/eventually';
import { Noted, StockFixture, found } from '../testing/stock.fixture';

/** How long a test waits for an outcome that has to come, however busy the machine is. */
const PATIENCE_MS = 30_000;
jest.setTimeout(6 * PATIENCE_MS);

/** The lease of an owner that no test may lose: no pause of a busy machine lasts so long. */
const LONG_LEASE_MS = 600_000;
/** The lease of a process that is to take over: it tries once in a third of this time. */
const SHORT_LEASE_MS = 1_000;

describe('ownership', () => {
  let stock: StockFixture;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    stock = await StockFixture.open();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await end(child);
    await stock.close();
  });

  async function spawnEngine(leaseMs = LONG_LEASE_MS): Promise<ChildProcess> {
    const program = join(__dirname, '../fixtures', 'stock-process.fixture.ts');
    const child = spawn(process.execPath, [...SOURCES, program, stock.database.url, String(leaseMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    return child;
  }
  async function end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const owners = async () =>
    await stock.rows<{ owner: string | null; fence: number }>(
      'SELECT owner, fence FROM engine.projection ORDER BY name',
    );
  const leases = async () =>
    (
      await stock.rows<{ lease: string }>(
        `SELECT CASE WHEN lease_until < clock_timestamp() THEN 'over' ELSE 'runs' END AS lease FROM engine.process`,
      )
    ).map(({ lease }) => lease);

  it('is with one process; the others wait for its checkpoints and take over when it stops', async () => {
    const first = await stock.start({ leaseMs: LONG_LEASE_MS });
    const second = await stock.start({ leaseMs: SHORT_LEASE_MS });
    expect(first.gauges().map(({ projection }) => projection)).toEqual(['stock.level', 'stock.movement']);
    expect(second.gauges()).toEqual([]);
    const item = randomUUID();
    const position = await stock.move(item, 1_000);
    expect(await second.waitFor(['stock.level', 'stock.movement'], position, PATIENCE_MS)).toBe(true);
    expect(await stock.level(item)).toBe('1.000');
    const waiting = second.waitFor(['stock.level'], await stock.move(item, 1_000), PATIENCE_MS);
    await stock.stop(first);
    expect(await waiting).toBe(true);
    await eventually(() => expect(second.gauges()).toHaveLength(2), { timeoutMs: PATIENCE_MS });
    expect(await second.waitFor(['stock.level'], await stock.move(item, 1_000), PATIENCE_MS)).toBe(true);
    expect(await stock.levels()).toMatchObject([{ onHand: '3.000', moves: 3 }]);
  });

  it('commands reach the owner from another process', async () => {
    const child = await spawnEngine();
    const item = randomUUID();
    await stock.move(item, 1_000);
    const bystander = await stock.start();
    await bystander.caughtUp(PATIENCE_MS);
    await stock.operations.rebuild('stock.level');
    expect(await stock.operations.rebuilt('stock.level', () => undefined)).toMatchObject({ slot: 'b' });
    expect(bystander.gauges()).toEqual([]);
    await end(child);
  });

  it('passes on at once when the owner is killed, and nothing is folded twice or left out', async () => {
    const items = Array.from({ length: 5 }, () => randomUUID());
    const child = await spawnEngine();
    const heir = await stock.start({ leaseMs: SHORT_LEASE_MS });
    expect(heir.gauges()).toEqual([]);
    const killed = (async () => {
      await eventually(async () => expect(await stock.levels()).not.toEqual([]));
      child.kill('SIGKILL');
    })();
    let last;
    for (let index = 0; index < 300; index++) last = await stock.move(items[index % 5] as string, 1_000);
    await killed;
    expect(await heir.waitFor(['stock.level', 'stock.movement'], last as never, PATIENCE_MS)).toBe(true);
    expect(heir.gauges()).toHaveLength(2);
    expect((await stock.levels()).map(({ onHand, moves }) => [onHand, moves])).toEqual(items.map(() => ['60.000', 60]));
    expect(await stock.rows('SELECT count(*)::int AS n FROM stock.movement_v1')).toEqual([{ n: 300 }]);
  });

  it('passes on with the progress that only the process had stored, not its slots', async () => {
    const item = randomUUID();
    const first = await stock.start({ leaseMs: LONG_LEASE_MS });
    const moved = await stock.move(item, 1_000);
    await first.waitFor(['stock.level', 'stock.movement'], moved, PATIENCE_MS);
    const slots = (column: string) =>
      stock.rows(`SELECT ${column} AS position, follows FROM engine.slot_progress ORDER BY name`);
    const all = (position: Position, follows: boolean) => [0, 1].map(() => ({ position, follows }));
    await eventually(async () => expect(await slots('position')).toEqual(all(moved, true)));
    const noted = await stock.append<Noted>(Noted, { itemId: item });
    await eventually(async () => expect(await slots('position')).toEqual(all(noted, true)));
    expect(await slots('own_position')).toEqual(all(moved, true));
    // The lease is over, as that of a process that hangs. Progress that this process states from now on does not count.
    await stock.rows("UPDATE engine.process SET lease_until = '-infinity'");
    const heir = await stock.start({ leaseMs: LONG_LEASE_MS });
    expect(heir.gauges()).toHaveLength(2);
    expect(await heir.waitFor(['stock.level', 'stock.movement'], noted, PATIENCE_MS)).toBe(true);
    const owned = await stock.rows<{ id: string }>('SELECT DISTINCT owner AS id FROM engine.projection');
    await stock.rows("UPDATE engine.process SET position = '0009-9999999999999999999' WHERE id <> $1", [owned[0]?.id]);
    for (const each of await stock.rows<{ own: string; reached: string }>(
      'SELECT own_position AS own, position AS reached FROM engine.slot_progress',
    )) {
      expect(each).toEqual({ own: noted, reached: noted });
    }
    const again = await stock.move(item, 1_000);
    expect(await heir.waitFor(['stock.level', 'stock.movement'], again, PATIENCE_MS)).toBe(true);
    expect(await stock.levels()).toMatchObject([{ onHand: '2.000', moves: 2 }]);
  });

  it('passes on when the owner is paused; the old owner writes nothing when it wakes up', async () => {
    const item = randomUUID();
    const child = await spawnEngine(SHORT_LEASE_MS);
    await stock.move(item, 1_000);
    await eventually(async () => expect(await stock.level(item)).toBe('1.000'), { timeoutMs: PATIENCE_MS });
    const before = await owners();
    child.kill('SIGSTOP');
    await eventually(async () => expect(await leases()).toEqual(['over']), { timeoutMs: PATIENCE_MS });
    // The heir starts when the lease is over, and takes over at its start. From then on no step depends on time.
    const heir = await stock.start({ leaseMs: LONG_LEASE_MS });
    const unseen = await stock.move(item, 1_000);
    expect(await heir.waitFor(['stock.level', 'stock.movement'], unseen, 15_000)).toBe(true);
    const after = await owners();
    expect(after.map(({ fence }) => fence)).toEqual(before.map(({ fence }) => fence + 1));
    // The projection is paused, so that only the process that wakes up could fold it.
    await stock.operations.pause('stock.level');
    const held = await stock.move(item, 5_000);
    child.kill('SIGCONT');
    // The old owner wakes up, learns that it owns nothing, and contends in vain.
    expect(await heir.waitFor(['stock.movement'], held, PATIENCE_MS)).toBe(true);
    const [awake] = await stock.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'opsledger projector' AND datname = current_database()`,
    );
    expect(awake?.n).toBeGreaterThan(0);
    await eventually(async () => {
      const slots = await stock.rows<{ fence: number }>('SELECT fence FROM engine.projection_slot ORDER BY name');
      expect(slots.map(({ fence }) => fence)).toEqual(after.map(({ fence }) => fence));
    });
    expect(await stock.levels()).toMatchObject([{ onHand: '2.000', moves: 2 }]);
    expect(await owners()).toEqual(after);
    await stock.operations.resume('stock.level');
    expect(await heir.waitFor(['stock.level'], held, PATIENCE_MS)).toBe(true);
    expect(await stock.levels()).toMatchObject([{ onHand: '7.000', moves: 3 }]);
  });

  it('a transaction with a lower fence than the row has is undone, rows and checkpoint together', async () => {
    const item = randomUUID();
    const engine = await stock.start({ leaseMs: LONG_LEASE_MS });
    await engine.waitFor(['stock.level', 'stock.movement'], await stock.move(item, 1_000), PATIENCE_MS);
    // Another process that takes over does the same.
    await stock.rows(`UPDATE engine.projection_slot SET fence = fence + 1`);
    const unseen = await stock.move(item, 1_000);
    expect(await engine.waitFor(['stock.level'], unseen, 300)).toBe(false);
    expect(await stock.level(item)).toBe('1.000');
    expect(await stock.rows('SELECT count(*)::int AS n FROM stock.movement_v1')).toEqual([{ n: 1 }]);
  });

  it('is taken up again by its owner when that could not go on', async () => {
    const item = randomUUID();
    const engine = await stock.start({ leaseMs: SHORT_LEASE_MS });
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), PATIENCE_MS);
    // The process finds that it may not write, as after a fault, though no other process owns the projection.
    await stock.rows(`UPDATE engine.projection_slot SET fence = fence + 1`);
    const unseen = await stock.move(item, 1_000);
    expect(await engine.waitFor(['stock.level', 'stock.movement'], unseen, PATIENCE_MS)).toBe(true);
    expect(await stock.levels()).toMatchObject([{ onHand: '2.000', moves: 2 }]);
  });

  it('is kept while a process still takes further projections, however long that lasts', async () => {
    await stock.stop(await stock.start());
    const holder = await stock.client('projector');
    await holder.query('BEGIN');
    await holder.query(`SELECT FROM engine.projection_slot WHERE name = 'stock.movement' FOR UPDATE`);
    const starting = stock.start({ leaseMs: SHORT_LEASE_MS });
    await eventually(async () => typeof (await owners())[0]?.owner === 'string');
    const until = async () =>
      (await stock.rows<{ until: string }>('SELECT lease_until::text AS until FROM engine.process'))[0]?.until;
    const first = await until();
    await eventually(async () => (await until()) !== first);
    expect((await owners())[1]?.owner).toBeNull();
    await holder.query('ROLLBACK');
    expect((await starting).gauges()).toHaveLength(2);
  });

  it('that has passed on is seen by a wait at once, also while the last batch is under way', async () => {
    let open: () => void = () => undefined;
    let closed = Promise.resolve();
    const decode = (batch: readonly RecordedEvent[]) => closed.then(() => stock.codec.decode(batch));
    const engine = await stock.start({ leaseMs: SHORT_LEASE_MS, decoder: { decode } });
    await engine.waitFor(['stock.level'], await stock.move(randomUUID(), 1_000), PATIENCE_MS);
    closed = new Promise((resolve) => (open = resolve));
    try {
      const unseen = await stock.move(randomUUID(), 1_000);
      const waiting = engine.waitFor(['stock.level'], unseen, PATIENCE_MS);
      // Another process that takes over and folds on does the same.
      await stock.rows(
        `WITH other AS (INSERT INTO engine.process (id, lock, lease_until) VALUES (gen_random_uuid(), 1, 'infinity') RETURNING id)
         UPDATE engine.projection SET owner = (SELECT id FROM other), fence = fence + 1`,
      );
      await stock.rows('UPDATE engine.projection_slot SET fence = fence + 1, position = $1', [unseen]);
      expect(await waiting).toBe(true);
    } finally {
      open();
    }
  });

  it('is shown by one connection, also after one could not be made', async () => {
    const sessions = () =>
      stock.asLogin<{ pid: number; waits: boolean }>(
        `SELECT pid, wait_event_type IS NOT DISTINCT FROM 'Lock' AS waits FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'opsledger engine'`,
      );
    const waiting = (before = 0) =>
      eventually(async () => {
        const pid = (await sessions()).find((session) => session.waits && session.pid !== before)?.pid;
        return pid ?? false;
      }) as Promise<number>;
    const engine = await stock.start({ leaseMs: SHORT_LEASE_MS });
    const [owner] = await stock.rows<{ lock: number }>('SELECT lock FROM engine.process');
    const other = await stock.client('projector');
    const taken = other.query('SELECT pg_advisory_lock($1)', [owner?.lock]);
    await eventually(async () => {
      const blocking = 'pid = ANY (SELECT unnest(pg_blocking_pids(waiting.pid)) FROM pg_stat_activity waiting)';
      const sql = `SELECT FROM pg_stat_activity WHERE application_name = 'opsledger engine' AND ${blocking}`;
      return (await stock.rows(sql)).length === 1;
    });
    await stock.asLogin('SELECT pg_terminate_backend($1)', [found((await sessions())[0]).pid]);
    await taken;
    const cancelled = await waiting();
    await stock.asLogin('SELECT pg_cancel_backend($1)', [cancelled]);
    const pid = await waiting(cancelled);
    await other.query('SELECT pg_advisory_unlock($1)', [owner?.lock]);
    await eventually(async () => expect(await sessions()).toEqual([{ pid, waits: false }]));
    expect(await engine.waitFor(['stock.level'], await stock.move(randomUUID(), 1_000), PATIENCE_MS)).toBe(true);
  });

  it('a rebuild whose process is killed ends well in the next owner', async () => {
    const items = Array.from({ length: 4 }, () => randomUUID());
    for (const item of items) await stock.moveMany(item, 10_000);
    const child = await spawnEngine();
    await eventually(
      async () => expect(await stock.operations.status('stock.movement')).toMatchObject({ state: 'live' }),
      {
        timeoutMs: PATIENCE_MS,
      },
    );
    const live = (await stock.operations.status('stock.movement', { checksum: true })).checksum;
    await stock.operations.rebuild('stock.movement');
    await eventually(
      async () => {
        const { rebuild } = await stock.operations.status('stock.movement');
        expect(rebuild?.progress).toBeGreaterThan(0);
      },
      { timeoutMs: PATIENCE_MS },
    );
    await end(child);
    const heir = await stock.start();
    expect(await stock.operations.rebuilt('stock.movement', () => undefined)).toMatchObject({ slot: 'b' });
    expect((await stock.operations.status('stock.movement', { checksum: true })).checksum).toBe(live);
    await heir.waitFor(['stock.movement'], await stock.move(items[0] as string, 1_000), PATIENCE_MS);
    expect(await stock.rows('SELECT count(*)::int AS n FROM stock.movement_v1')).toEqual([{ n: 40_001 }]);
  });
});

describe('an epoch', () => {
  it('other than that of a projection stops the projection, and a rebuild goes on in the new epoch', async () => {
    const stock = await StockFixture.open();
    try {
      const item = randomUUID();
      let engine = await stock.start();
      await engine.waitFor(['stock.level', 'stock.movement'], await stock.move(item, 1_000), PATIENCE_MS);
      await stock.stop(engine);
      // A restore below a published head leaves the log like this.
      const migrator = await stock.client('migrator');
      await migrator.query('UPDATE event_log.head SET epoch = 2');
      engine = await stock.start();
      const later = await stock.move(item, 1_000);
      await eventually(
        async () =>
          expect(await stock.operations.status('stock.level')).toMatchObject({
            state: 'stopped',
            error: expect.stringMatching(/the log is in epoch 2.*rebuild/),
          }),
        { timeoutMs: PATIENCE_MS },
      );
      expect(await engine.waitFor(['stock.level'], later, 300)).toBe(false);
      await expect(stock.operations.resume('stock.level')).rejects.toMatchObject({ code: 'CONFLICT' });
      await stock.operations.rebuild('stock.level');
      expect(await stock.operations.rebuilt('stock.level', () => undefined)).toMatchObject({
        slot: 'b',
        state: 'live',
        error: null,
      });
      expect(await engine.waitFor(['stock.level'], later, PATIENCE_MS)).toBe(true);
      expect(await stock.level(item)).toBe('2.000');
    } finally {
      await stock.close();
    }
  });
});
