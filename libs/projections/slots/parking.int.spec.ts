import { randomUUID } from 'node:crypto';
import { eventDeclaration } from '#contracts/declare/event';
import type { ProjectionStatus } from '#contracts/ops/get-projection';
import { eventually } from '#libs/testing/eventually';
import { Moved, StockFixture, faulty, found } from '../testing/stock.fixture';

const OPERATOR = randomUUID();

async function stoppedStatus(stock: StockFixture): Promise<ProjectionStatus> {
  return eventually(async () => {
    const status = await stock.operations.status('stock.level');
    expect(status.state).toBe('stopped');
    return status;
  });
}

describe('an event that cannot be folded', () => {
  let stock: StockFixture;
  beforeEach(async () => {
    faulty.on = true;
    stock = await StockFixture.open();
  });
  afterEach(() => stock.close());
  const parked = (projection?: string) => stock.operations.parked({ limit: 50, ...(projection && { projection }) });

  it('is parked with its key, later ones of that key behind it, and the rest flows on', async () => {
    const engine = await stock.start();
    const [bad, good] = [randomUUID(), randomUUID()];
    await stock.move(bad, 1_000);
    const poison = await stock.move(bad, 2_000, 'throws');
    const behind = await stock.move(bad, 4_000);
    const last = await stock.move(good, 8_000);
    expect(await engine.waitFor(['stock.level', 'stock.movement'], last, 5_000)).toBe(true);
    expect(await stock.level(bad)).toBe('1.000');
    expect(await stock.level(good)).toBe('8.000');
    const common = { projection: 'stock.level', key: bad, eventType: 'TestMoved' };
    expect(await parked()).toMatchObject([
      { ...common, position: poison, reason: 'poison', attempts: 2 },
      { ...common, position: behind, reason: 'behind', attempts: 0, error: null },
    ]);
    expect(await stock.operations.status('stock.level')).toMatchObject({ parked: 2, state: 'live' });
    expect(await engine.parked()).toEqual(new Map([['stock.level', 2]]));
  });

  it('leaves none of its data in the stored error', async () => {
    const engine = await stock.start();
    const bad = randomUUID();
    const last = await stock.append<Moved>(Moved, {
      itemId: bad,
      quantity: 1,
      note: 'Erika Mustermann',
      poison: 'throws',
    });
    await engine.waitFor(['stock.level'], last, 5_000);
    const [found] = await parked('stock.level');
    expect(found?.error).toMatch(/^RangeError at .*stock\.fixture/);
    expect(JSON.stringify(found)).not.toMatch(/Mustermann/);
  });

  it('still waits after a restart, and events that come later join it', async () => {
    const bad = randomUUID();
    let engine = await stock.start();
    await engine.waitFor(['stock.level'], await stock.move(bad, 1_000, 'throws'), 5_000);
    await stock.stop(engine);
    engine = await stock.start();
    await engine.waitFor(['stock.level'], await stock.move(bad, 2_000), 5_000);
    expect((await parked('stock.level')).map(({ reason }) => reason)).toEqual(['poison', 'behind']);
    expect(await stock.level(bad)).toBeUndefined();
  });

  it('cannot be left out of one slot when another has folded it', async () => {
    const engine = await stock.start();
    const item = randomUUID();
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000, 'throws'), 5_000);
    faulty.on = false;
    await stock.operations.rebuild('stock.level', { promote: false });
    await stock.operations.rebuilt('stock.level', () => undefined);
    const [poison] = await parked('stock.level');
    await expect(stock.operations.skipParked(found(poison), OPERATOR)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/slot b has folded it/) as string,
    });
    await stock.operations.promote('stock.level');
    await expect(stock.operations.skipParked(found(poison), OPERATOR)).rejects.toMatchObject({ code: 'CONFLICT' });
    await stock.operations.rollback('stock.level');
    await stock.operations.cancel('stock.level');
    await stock.operations.skipParked(found(poison), OPERATOR);
    expect(await parked('stock.level')).toEqual([]);
    expect(await stock.level(item)).toBeUndefined();
  });

  it('is folded by a retry once its cause is mended, in order with those behind it', async () => {
    const engine = await stock.start();
    const bad = randomUUID();
    await stock.move(bad, 1_000, 'throws');
    // Only this order leaves a row: this event empties it first.
    await stock.move(bad, -1_000);
    await engine.waitFor(['stock.level'], await stock.move(bad, 5_000), 5_000);
    const [poison, second] = await parked('stock.level');
    await expect(stock.operations.retryParked(found(second))).resolves.toMatchObject({ reason: 'behind' });
    expect(await stock.operations.showParked(poison?.id ?? '')).toMatchObject({ reason: 'poison', attempts: 3 });

    faulty.on = false;
    await stock.operations.retryParked(found(poison));
    expect(await parked('stock.level')).toEqual([]);
    expect(await stock.level(bad)).toBe('5.000');
    // No event is parked any more: the next one is folded at once.
    await engine.waitFor(['stock.level'], await stock.move(bad, 1_000), 5_000);
    expect(await stock.level(bad)).toBe('6.000');
  });

  it('is left out for good when it is skipped, and those behind it are folded', async () => {
    const engine = await stock.start();
    const bad = randomUUID();
    await stock.move(bad, 1_000);
    await stock.move(bad, 10_000, 'throws');
    await stock.move(bad, 2_000);
    const [second, third] = [await stock.move(bad, 20_000, 'throws'), await stock.move(bad, 4_000)];
    await engine.waitFor(['stock.level'], third, 5_000);
    const [first] = await parked('stock.level');
    await stock.operations.skipParked(found(first), OPERATOR);
    expect(await stock.level(bad)).toBe('3.000');
    expect((await parked('stock.level')).map(({ position, reason }) => [position, reason])).toEqual([
      [second, 'poison'],
      [third, 'behind'],
    ]);
    await stock.operations.skipParked(found((await parked('stock.level'))[0]), OPERATOR);
    expect(await stock.level(bad)).toBe('7.000');
    expect(await parked('stock.level')).toEqual([]);
    expect(await stock.rows('SELECT skipped_by FROM engine.skipped_event')).toEqual(
      [1, 2].map(() => ({ skipped_by: OPERATOR })),
    );
  });

  it.each(['too long', 'doubled'] as const)(
    'is found among others when it is Postgres that refuses it: %s',
    async (kind) => {
      const items = Array.from({ length: 30 }, () => randomUUID());
      const bad = items[17] as string;
      for (const item of items) await stock.move(item, 1_000);
      await stock.move(bad, 2_000, kind);
      await stock.move(bad, 4_000);
      for (const item of items.slice(0, 5)) await stock.move(item, 1_000);
      const engine = await stock.start();
      expect(await engine.caughtUp(10_000)).toBe(true);
      expect((await parked('stock.movement')).map(({ key, reason }) => [key, reason])).toEqual([
        [bad, 'poison'],
        [bad, 'behind'],
      ]);
      const [count] = await stock.rows<{ n: number }>('SELECT count(*)::int AS n FROM stock.movement_v1');
      expect(count?.n).toBe(35);
      expect((await parked('stock.movement'))[0]?.error).toMatch(
        kind === 'doubled' ? /23505.*movement_v1_a_key/ : /UnfitValue: quantity/,
      );

      faulty.on = false;
      await stock.operations.retryParked(found((await parked('stock.movement'))[0]));
      expect(await parked('stock.movement')).toEqual([]);
      expect(await stock.rows('SELECT count(*)::int AS n FROM stock.movement_v1')).toEqual([{ n: 37 }]);
    },
  );

  it('is poison too when it would touch a row of another key', async () => {
    const engine = await stock.start();
    const bad = randomUUID();
    await engine.waitFor(['stock.level'], await stock.move(bad, 1_000, 'foreign key'), 5_000);
    expect((await parked('stock.level'))[0]?.error).toMatch(/BrokenProjection: stock.level gives a row another itemId/);
    expect(await stock.levels()).toEqual([]);
  });

  it('stops the projection when its key cannot be determined, since nobody knows which events would wait behind it', async () => {
    const engine = await stock.start();
    const [bad, good] = [randomUUID(), randomUUID()];
    const before = await stock.move(good, 1_000);
    await stock.move(bad, 1_000, 'no key');
    const last = await stock.move(good, 2_000);
    expect(await engine.waitFor(['stock.movement'], last, 5_000)).toBe(true);
    const stopped = await stoppedStatus(stock);
    expect(stopped.error).toMatch(/the key of TestMoved cannot be determined: TypeError/);
    expect(stopped.position).toBe(before);
    faulty.on = false;
    await stock.operations.resume('stock.level');
    expect(await engine.waitFor(['stock.level'], last, 5_000)).toBe(true);
    expect(await stock.level(good)).toBe('3.000');
  });

  it('answers that there is no such parked event', async () => {
    await stock.start();
    await expect(stock.operations.showParked(randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is retried or skipped once by an operation that is asked for twice', async () => {
    const engine = await stock.start();
    await engine.waitFor(['stock.level'], await stock.move(randomUUID(), 1_000, 'throws'), 5_000);
    const event = found((await parked('stock.level'))[0]);
    const operationId = randomUUID();
    await stock.operations.retryParked(event, operationId);
    await stock.operations.retryParked(event, operationId);
    expect(await stock.operations.showParked(event.id)).toMatchObject({ attempts: event.attempts + 1 });

    const skipping = randomUUID();
    const left = await stock.operations.skipParked(event, OPERATOR, skipping);
    expect(await stock.operations.skipParked(event, OPERATOR, skipping)).toEqual({ ...left, attempts: event.attempts });
    await expect(stock.operations.skipParked(event, OPERATOR)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('a version of an event that this release does not know', () => {
  it('stops the projection and says why; a release that knows it goes on', async () => {
    let known = 1;
    const stock = await StockFixture.open({
      declarationOf: (type) => {
        const declaration = eventDeclaration(type);
        return declaration && { ...declaration, version: known, upcast: { 1: (data) => data } };
      },
    });
    try {
      const engine = await stock.start();
      const item = randomUUID();
      const readable = await stock.move(item, 1_000);
      const newer = await stock.append<Moved>(Moved, { itemId: item, quantity: 2_000, note: '' }, 2);
      expect(await engine.waitFor(['stock.level'], newer, 300)).toBe(false);
      const status = await stoppedStatus(stock);
      expect(status.error).toMatch(/event type TestMoved has version 2; this release reads up to 1/);
      expect(status.position).toBe(readable);
      expect(await stock.level(item)).toBe('1.000');

      await stock.stop(engine);
      known = 2;
      stock.forgetReaders();
      const later = await stock.start();
      expect(await later.waitFor(['stock.level', 'stock.movement'], newer, 5_000)).toBe(true);
      expect(await stock.level(item)).toBe('3.000');
      expect(await stock.operations.status('stock.level')).toMatchObject({ state: 'live', error: null });
    } finally {
      await stock.close();
    }
  });
});
