import { randomUUID } from 'node:crypto';
import { on } from '#contracts/declare/on';
import { change, projection } from '..';
import { Level, Moved, Movement, Renamed, StockFixture, faulty, levels } from '../testing/stock.fixture';

/** Notes with each movement the name of its item, and the quantity before. */
const notes = projection({
  name: 'note',
  service: 'stock',
  version: 1,
  tables: [Movement, Level],
  keyColumn: 'itemId',
  key: ({ data }) => (data as Moved).itemId,
  on: [
    on(Moved, ({ tenantId, id, position, data: { itemId, quantity, poison } }) => [
      change(
        Movement,
        { tenantId, id },
        (_, level) => {
          const note = `${level?.name ?? 'nameless'}: ${level?.onHand ?? 'none'}`;
          return { tenantId, id, itemId, quantity: String(quantity / 1000), note, position };
        },
        { reads: [[Level, { tenantId, itemId: poison === 'foreign key' ? OTHER : itemId }]] },
      ),
      ...(levels.handlers.get('TestMoved')?.({ data: { itemId, quantity }, tenantId } as never) ?? []),
    ]),
    on(Renamed, (event) => levels.handlers.get('TestRenamed')?.(event) ?? []),
  ],
});
const OTHER = randomUUID();

let stock: StockFixture;
beforeEach(async () => {
  faulty.on = true;
  stock = await StockFixture.open({ projections: [notes] });
});
afterEach(() => stock.close());

const written = async () => {
  const sql = 'SELECT note FROM stock.movement_v1 ORDER BY position';
  return (await stock.rows<{ note: string }>(sql)).map(({ note }) => note);
};

it('gives a change other rows as the changes before it left them, in one batch and from the table', async () => {
  const item = randomUUID();
  await stock.append<Renamed>(Renamed, { itemId: item, name: 'Flour' });
  await stock.move(item, 1_000);
  await stock.move(item, 2_000);
  const first = await stock.start({ projections: [notes] });
  expect(await first.caughtUp(20_000)).toBe(true);
  await stock.stop(first);
  const last = await stock.move(item, 500);
  const second = await stock.start({ projections: [notes] });
  expect(await second.waitFor(['stock.note'], last, 20_000)).toBe(true);
  expect(await written()).toEqual(['Flour: 0.000', 'Flour: 1.000', 'Flour: 3.000']);
  const status = await stock.operations.status('stock.note', { checksum: true });
  await stock.operations.rebuild('stock.note');
  await stock.operations.rebuilt('stock.note', () => undefined);
  expect((await stock.operations.status('stock.note', { checksum: true })).checksum).toBe(status.checksum);
});

it('parks an event that reads a row of another key', async () => {
  const engine = await stock.start({ projections: [notes] });
  await stock.move(OTHER, 1_000);
  const item = randomUUID();
  const last = await stock.move(item, 1_000, 'foreign key');
  expect(await engine.waitFor(['stock.note'], last, 20_000)).toBe(true);
  expect(await written()).toEqual(['nameless: none']);
  expect((await stock.operations.parked({ limit: 10 })).map(({ error }) => error)).toEqual([
    expect.stringContaining("note reads a row of another itemId than its event's key"),
  ]);
  const counted = [undefined, 'stock.note', 'stock.level'].map((projection) =>
    stock.operations.countParked(projection),
  );
  expect(await Promise.all(counted)).toEqual([1, 1, 0]);
});
