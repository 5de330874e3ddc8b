import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { DomainError } from '#contracts/errors';
import type { Position } from '#libs/event-log';
import type { ProjectionEngine } from '..';
import { Moved, Noted, Renamed, StockFixture, faulty } from '../testing/stock.fixture';

type Step =
  | { readonly do: 'move'; readonly item: number; readonly quantity: number; readonly poison?: Moved['poison'] }
  | { readonly do: 'rename'; readonly item: number; readonly name: string | null }
  | { readonly do: 'note' | 'retry' | 'skip'; readonly item: number }
  | { readonly do: 'restart' | 'rebuild' | 'rollback' | 'promote' | 'drop' | 'pause' | 'resume' | 'settle' };

const item = fc.nat(4);
const move = fc.record({ do: fc.constant('move' as const), item, quantity: fc.integer({ min: -3, max: 5 }) });
const poison = fc.constantFrom('throws', 'too long', 'foreign key', 'doubled');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: move },
  { weight: 2, arbitrary: fc.tuple(move, poison).map(([moved, kind]) => ({ ...moved, poison: kind })) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('rename' as const),
      item,
      name: fc.option(fc.string({ maxLength: 5 }).map((text) => text.replaceAll('\0', ''))),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('note' as const, 'retry' as const, 'skip' as const), item }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'restart' as const,
        'rebuild' as const,
        'rollback' as const,
        'promote' as const,
        'drop' as const,
        'pause' as const,
        'resume' as const,
        'settle' as const,
      ),
    }),
  },
);

interface LevelRow {
  readonly itemId: string;
  readonly onHand: string;
  readonly moves: number;
  readonly name: string | null;
}

/** One history: what is done to the log, to the engine and by operators, in any order. */
class History {
  readonly items = Array.from({ length: 5 }, () => randomUUID());
  private readonly skipped = { 'stock.level': new Set<string>(), 'stock.movement': new Set<string>() };
  private last: Position | undefined;

  private constructor(
    private readonly stock: StockFixture,
    private engine: ProjectionEngine,
  ) {}

  static async begin(stock: StockFixture): Promise<History> {
    return new History(stock, await stock.start());
  }

  async take(taken: Step): Promise<void> {
    const { stock } = this;
    const { operations } = stock;
    // All operations share the default branch.
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check
    switch (taken.do) {
      case 'move':
        this.last = await stock.move(this.items[taken.item] as string, taken.quantity, taken.poison);
        return;
      case 'rename':
        this.last = await stock.append<Renamed>(Renamed, {
          itemId: this.items[taken.item] as string,
          name: taken.name,
        });
        return;
      case 'note':
        this.last = await stock.append<Noted>(Noted, { itemId: this.items[taken.item] as string });
        return;
      case 'restart':
        await stock.stop(this.engine);
        this.engine = await stock.start();
        return;
      case 'settle':
        if (this.last) await this.engine.waitFor(['stock.level', 'stock.movement'], this.last, 300);
        return;
      case 'retry':
      case 'skip':
        return this.unpark(taken.do, taken.item);
      default:
        for (const name of ['stock.level', 'stock.movement']) await allowed(operations[taken.do](name));
    }
  }

  /** Mends everything, folds the parked events, and waits until everything is folded. */
  async settle(): Promise<void> {
    const { operations } = this.stock;
    faulty.on = false;
    for (const name of ['stock.level', 'stock.movement']) await allowed(operations.resume(name));
    if (this.last) expect(await this.engine.waitFor(['stock.level', 'stock.movement'], this.last, 20_000)).toBe(true);
    for (const event of await operations.parked({ limit: 1_000 })) {
      await allowed(operations.retryParked(event).then(() => undefined));
    }
    expect(await operations.parked({ limit: 1 })).toEqual([]);
  }

  checksum(name: string): Promise<string | undefined> {
    return this.stock.operations.status(name, { checksum: true }).then(({ checksum }) => checksum);
  }

  async rebuild(name: string): Promise<void> {
    await this.stock.operations.rebuild(name);
    await this.stock.operations.rebuilt(name, () => undefined);
  }

  /** Moves one item after the other until the work is done, and waits until the moves are folded. */
  async moveWhile(work: Promise<unknown>): Promise<void> {
    let ended = false;
    const done = work.finally(() => (ended = true));
    for (let index = 0; !ended; index++) await this.take({ do: 'move', item: index % this.items.length, quantity: 1 });
    await done;
    await this.settle();
  }

  /** The log folded in the plainest way, one event at a time. */
  async expected(): Promise<{ readonly levels: LevelRow[]; readonly movements: string[] }> {
    const levels = new Map<string, { thousandths: number; moves: number; name: string | null }>();
    const movements: string[] = [];
    for await (const { id, type, data: text } of this.stock.log.readAll()) {
      const data = JSON.parse(text) as Moved & Renamed;
      if (type === Moved.type && !this.skipped['stock.movement'].has(id)) movements.push(id);
      if (type === Noted.type || this.skipped['stock.level'].has(id)) continue;
      const level = levels.get(data.itemId);
      if (type === Renamed.type) {
        if (level) level.name = data.name;
        else if (data.name !== null) levels.set(data.itemId, { thousandths: 0, moves: 0, name: data.name });
        continue;
      }
      const thousandths = (level?.thousandths ?? 0) + data.quantity;
      if (thousandths === 0 && !level?.name) levels.delete(data.itemId);
      else levels.set(data.itemId, { thousandths, moves: (level?.moves ?? 0) + 1, name: level?.name ?? null });
    }
    const rows = [...levels].map(([itemId, { thousandths, ...level }]) => ({
      itemId,
      onHand: (thousandths / 1_000).toFixed(3).replace(/^-0\.000$/, '0.000'),
      ...level,
    }));
    return {
      levels: rows.toSorted((one, other) => (one.itemId < other.itemId ? -1 : 1)),
      movements: movements.toSorted(),
    };
  }

  async found(): Promise<{ readonly levels: LevelRow[]; readonly movements: string[] }> {
    const movements = await this.stock.rows<{ id: string }>('SELECT id FROM stock.movement_v1 ORDER BY id');
    return { levels: await this.stock.levels(), movements: movements.map(({ id }) => id) };
  }

  private async unpark(how: 'retry' | 'skip', index: number): Promise<void> {
    const { operations } = this.stock;
    const found = await operations.parked({ limit: 1_000 });
    const parked = found.find(({ key, reason }) => key === this.items[index] && reason === 'poison');
    if (!parked) return;
    if (how === 'retry') return allowed(operations.retryParked(parked));
    await operations.skipParked(parked, randomUUID());
    this.skipped[parked.projection as 'stock.level' | 'stock.movement'].add(parked.eventId);
  }
}

/** An operation that the current state does not allow is refused, and changes nothing. */
async function allowed(asked: Promise<unknown>): Promise<void> {
  await asked.catch((error: unknown) => {
    if (!(error instanceof DomainError && ['CONFLICT', 'NOT_FOUND'].includes(error.code))) throw error;
  });
}

describe('a live read model', () => {
  it('equals one rebuilt from scratch, checksum for checksum, and a plain fold of the log', async () => {
    const noneBegunAfter = performance.now() + 150_000;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 45 }), async (steps) => {
        // fast-check's own time limit gives up a run that goes on beyond the end of the test.
        if (performance.now() > noneBegunAfter) return;
        faulty.on = true;
        const stock = await StockFixture.open();
        try {
          const history = await History.begin(stock);
          for (const taken of steps) await history.take(taken);
          await history.settle();
          const expected = await history.expected();
          expect(await history.found()).toEqual(expected);
          for (const name of ['stock.level', 'stock.movement']) {
            const live = await history.checksum(name);
            await history.rebuild(name);
            expect(await history.checksum(name)).toBe(live);
          }
          expect(await history.found()).toEqual(expected);
          await history.moveWhile(Promise.all(['stock.level', 'stock.movement'].map((name) => history.rebuild(name))));
          expect(await history.found()).toEqual(await history.expected());
        } finally {
          await stock.close();
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
  }, 240_000);
});
