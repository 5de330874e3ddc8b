import { randomUUID } from 'node:crypto';
import { eventually } from '#libs/testing/eventually';
import { FilledProjections, type Projection } from '..';
import { levelsTwo } from '../testing/next-release.fixture';
import { StockFixture, levels, movements } from '../testing/stock.fixture';

describe('projections of a release', () => {
  let stock: StockFixture;
  const looking: FilledProjections[] = [];
  beforeEach(async () => {
    stock = await StockFixture.open({ projections: [levels, movements] });
  });
  afterEach(async () => {
    await Promise.all(looking.splice(0).map((each) => each.stop()));
    await stock.close();
  });

  async function filledOf(...projections: Projection[]): Promise<FilledProjections> {
    const reader = await stock.client('platform');
    const filled = new FilledProjections(
      projections,
      async (sql, values) => (await reader.query(sql, [...values])).rows as never,
      (fault) => stock.faults.push(fault),
    );
    looking.push(filled);
    await filled.start();
    return filled;
  }

  /** A log whose history is read once `release` is called. */
  function heldBack() {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const log = Object.create(stock.log, {
      readPages: {
        async *value(...asked: Parameters<typeof stock.log.readPages>) {
          await held;
          yield* stock.log.readPages(...asked);
        },
      },
    }) as typeof stock.log;
    return { log, release };
  }

  it('are filled at once on a log without events, and on one that they have caught up with before', async () => {
    await stock.start();
    expect((await filledOf(levels, movements)).filling(['stock.level', 'stock.movement'])).toBeUndefined();
    await stock.move(randomUUID(), 1_000);
    expect((await filledOf(levels)).filling(['stock.level'])).toBeUndefined();
  });

  it('are not filled before a process folds them, even if those of the release before are', async () => {
    const engine = await stock.start();
    await engine.waitFor(['stock.level'], await stock.move(randomUUID(), 1_000), 5_000);
    const filled = await filledOf(levelsTwo, movements);
    expect(filled.filling(['stock.movement'])).toBeUndefined();
    const filling = filled.filling(['stock.movement', 'stock.level']);
    expect(filling).toBeInstanceOf(Promise);
    // Another process of the release.
    await stock.start({ projections: [levelsTwo] });
    await filling;
    expect(filled.filling(['stock.level'])).toBeUndefined();
  });

  it('are filled when they have reached the head that the log had when they were begun, and not before', async () => {
    await stock.moveMany(randomUUID(), 2_000);
    const head = await stock.move(randomUUID(), 3_000);
    const { log, release } = heldBack();
    await stock.start({ projections: [levels], log });
    const filled = await filledOf(levels);
    const filling = filled.filling(['stock.level']);
    expect(filling).toBeInstanceOf(Promise);
    await stock.move(randomUUID(), 1_000);
    expect(filled.filling(['stock.level'])).toBeInstanceOf(Promise);
    release();
    await filling;
    const [slot] = await stock.rows<{ position: string; initial_head: string; filled: boolean }>(
      `SELECT position, initial_head, filled FROM engine.slot_progress WHERE name = 'stock.level'`,
    );
    expect(slot).toMatchObject({ initial_head: head, filled: true });
    expect((slot?.position ?? '') >= head).toBe(true);
    expect((await stock.levels()).length).toBeGreaterThanOrEqual(2);
  });

  it('are not filled while a slot that had to be emptied is folded again', async () => {
    const head = await stock.move(randomUUID(), 1_000);
    const engine = await stock.start({ projections: [levels] });
    await engine.waitFor(['stock.level'], head, 5_000);
    await stock.stop(engine);
    await stock.rows(
      `UPDATE engine.projection_slot SET position = '0000-0000000000000000000' WHERE name = 'stock.level'`,
    );
    const filled = await filledOf(levels);
    const filling = filled.filling(['stock.level']);
    expect(filling).toBeInstanceOf(Promise);
    await stock.start({ projections: [levels] });
    await filling;
  });

  it('are looked for again when the database could not be asked', async () => {
    await stock.start({ projections: [levels] });
    let asked = 0;
    const reader = await stock.client('platform');
    const filled = new FilledProjections(
      [levels],
      async (sql, values) => {
        if (asked++ === 0) throw new Error('away');
        return (await reader.query(sql, [...values])).rows as never;
      },
      (fault) => stock.faults.push(fault),
    );
    looking.push(filled);
    await filled.start();
    const filling = filled.filling(['stock.level']);
    expect(filling).toBeInstanceOf(Promise);
    await filling;
    await eventually(() => stock.faults.some((fault) => (fault as Error).message === 'away'));
  });

  it('stop the start if this process does not declare them', async () => {
    await stock.start();
    const filled = await filledOf(levels);
    expect(() => filled.filling(['stock.level', 'stock.levle'])).toThrow('projection stock.levle is not declared here');
  });
});
