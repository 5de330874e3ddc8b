import { randomUUID } from 'node:crypto';
import { on } from '#contracts/declare/on';
import { CountColumn, IdColumn, ReadModel, TenantColumn, TextColumn, TokenColumn } from '#libs/read-models';
import { eventually } from '#libs/testing/eventually';
import { AppendOnly, change, overwrite, projection, restatement } from '..';
import { Moved, StockFixture, TENANT, faulty } from '../testing/stock.fixture';

@ReadModel({ schema: 'stock', table: 'account', version: 1 })
class Account {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  @CountColumn() total!: number;
  @TokenColumn() last!: string;
  @TokenColumn({ nullable: true }) dirtyFrom!: string | null;
}

@ReadModel({ schema: 'stock', table: 'entry', version: 1 })
@AppendOnly({ keyed: true })
class Entry {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  @TokenColumn({ key: true }) place!: string;
  @CountColumn() quantity!: number;
  @TextColumn() poison!: string;
}

/** The total after the entry of a place. */
@ReadModel({ schema: 'stock', table: 'running', version: 1 })
class Running {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  @TokenColumn({ key: true }) place!: string;
  @CountColumn() total!: number;
}

/** Keys whose rows are read and not folded yet: at present, and at most. */
const readAhead = { now: 0, most: 0 };

/** Running totals of an item's entries, which come in any order of their places. */
const running = projection({
  name: 'running',
  service: 'stock',
  version: 1,
  tables: [Account, Entry, Running],
  keyColumn: 'itemId',
  key: ({ data }) => (data as Moved).itemId,
  on: [
    on(Moved, ({ tenantId, data: { itemId, quantity, note: place, poison = '' } }) => {
      const key = { tenantId, itemId };
      return [
        change(Entry, { ...key, place }, () => ({ ...key, place, quantity, poison })),
        change(Account, key, (account): Account => {
          const { total, last, dirtyFrom } = account ?? { total: 0, last: '', dirtyFrom: null };
          const isLate = dirtyFrom !== null || place < last;
          const from = dirtyFrom !== null && dirtyFrom < place ? dirtyFrom : place;
          const counted = { ...key, total: total + quantity, last: place > last ? place : last };
          return { ...counted, dirtyFrom: isLate ? from : null };
        }),
        overwrite(
          Running,
          (account: Account | undefined) =>
            account?.dirtyFrom === null ? { ...key, place, total: account.total } : undefined,
          { reads: [[Account, key]] },
        ),
      ];
    }),
  ],
  restatement: restatement<Account>({
    head: Account,
    isDue: ({ dirtyFrom }) => dirtyFrom !== null,
    reads: [
      {
        table: Running,
        by: 'place',
        before: ({ dirtyFrom }) => {
          readAhead.most = Math.max(readAhead.most, ++readAhead.now);
          return dirtyFrom ?? undefined;
        },
      },
      { table: Entry, columns: ['place', 'quantity', 'poison'], by: 'place', from: ({ dirtyFrom }) => dirtyFrom ?? '' },
    ],
    fold: (account, found) => {
      readAhead.now--;
      const [[before], entries] = found as unknown as readonly [readonly Running[], readonly Entry[]];
      const { tenantId, itemId } = account;
      let total = before?.total ?? 0;
      const rows = entries
        .toSorted((one, other) => (one.place < other.place ? -1 : 1))
        .map(({ place, quantity, poison }) => {
          if (poison === 'throws' && faulty.on) throw new RangeError('cannot be counted');
          total += quantity;
          return { tenantId, itemId, place, total };
        });
      // Postgres refuses a row that is there already in a table that is only added to.
      const doubled = entries.filter(({ poison }) => poison === 'doubled' && faulty.on);
      return [
        { table: Account, row: { ...account, dirtyFrom: null } },
        ...rows.map((row) => ({ table: Running, row })),
        ...doubled.map((entry) => ({ table: Entry, row: { ...entry, tenantId, itemId } })),
      ] as never;
    },
  }),
});

let stock: StockFixture;
beforeEach(async () => {
  faulty.on = true;
  stock = await StockFixture.open({ projections: [running] });
});
afterEach(() => stock.close());

const move = (itemId: string, place: string, quantity: number, poison?: Moved['poison']) =>
  stock.append<Moved>(Moved, { itemId, quantity, note: place, ...(poison && { poison }) });

async function totals(itemId: string): Promise<string> {
  const rows = await stock.rows<{ place: string; total: number }>(
    'SELECT place, total FROM stock.running_v1 WHERE tenant_id = $1 AND item_id = $2 ORDER BY place',
    [TENANT, itemId],
  );
  return rows.map(({ place, total }) => `${place} ${total}`).join(', ');
}

it('rows after a late event are as if it had come in order, live and rebuilt', async () => {
  const engine = await stock.start({ projections: [running] });
  const [one, other] = [randomUUID(), randomUUID()];
  for (const place of ['b', 'd', 'f']) await move(one, place, 1);
  await engine.waitFor(['stock.running'], await move(other, 'b', 5), 5_000);
  await move(one, 'c', 10);
  await move(one, 'a', 100);
  await engine.waitFor(['stock.running'], await move(one, 'g', 1), 5_000);
  expect(await totals(one)).toBe('a 100, b 101, c 111, d 112, f 113, g 114');
  expect(await totals(other)).toBe('b 5');
  const checksum = async () => (await stock.operations.status('stock.running', { checksum: true })).checksum;
  const live = await checksum();
  await stock.operations.rebuild('stock.running');
  expect((await stock.operations.rebuilt('stock.running', () => undefined)).rebuild).toMatchObject({
    state: 'promoted',
  });
  expect(await checksum()).toBe(live);
  expect(await totals(one)).toBe('a 100, b 101, c 111, d 112, f 113, g 114');
});

it('an event whose restatement cannot be folded is parked with its key, and folded when that is mended', async () => {
  const engine = await stock.start({ projections: [running] });
  const [one, other] = [randomUUID(), randomUUID()];
  for (const place of ['b', 'd']) await move(one, place, 1);
  for (const place of ['b', 'd']) await move(other, place, 1);
  await move(one, 'c', 10, 'throws');
  await move(one, 'e', 1);
  await engine.waitFor(['stock.running'], await move(other, 'c', 10), 10_000);
  expect(await totals(other)).toBe('b 1, c 11, d 12');
  expect(await totals(one)).toBe('b 1, d 2');
  const parked = await stock.operations.parked({ limit: 10 });
  expect(parked.map(({ key, reason }) => [key, reason])).toEqual([
    [one, 'poison'],
    [one, 'behind'],
  ]);
  faulty.on = false;
  const poison = parked.find(({ reason }) => reason === 'poison');
  if (poison) await stock.operations.retryParked(poison);
  await eventually(async () => expect(await totals(one)).toBe('b 1, c 11, d 12, e 13'));
});

it('a batch that marks many keys reads the rows of a few at once', async () => {
  const items = Array.from({ length: 70 }, () => randomUUID());
  await Promise.all(items.map(async (item) => move(item, 'b', 1)));
  await Promise.all(items.map(async (item) => move(item, 'a', 1)));
  Object.assign(readAhead, { now: 0, most: 0 });
  const engine = await stock.start({ projections: [running] });
  await engine.caughtUp(10_000);
  expect(await stock.rows('SELECT place, total, count(*)::int FROM stock.running_v1 GROUP BY 1, 2 ORDER BY 1')).toEqual(
    [
      { place: 'a', total: 1, count: items.length },
      { place: 'b', total: 2, count: items.length },
    ],
  );
  expect(readAhead.now).toBe(0);
  expect(readAhead.most).toBeGreaterThan(1);
  expect(readAhead.most).toBeLessThan(items.length);
});

it('nothing is seen of an event whose restatement Postgres refuses', async () => {
  const engine = await stock.start({ projections: [running] });
  const item = randomUUID();
  for (const place of ['b', 'd', 'f']) await move(item, place, 1);
  await move(item, 'c', 10, 'doubled');
  await engine.waitFor(['stock.running'], await move(randomUUID(), 'a', 1), 10_000);
  expect(await totals(item)).toBe('b 1, d 2, f 3');
  expect(await stock.rows('SELECT total, dirty_from FROM stock.account_v1 WHERE item_id = $1', [item])).toEqual([
    { total: 3, dirty_from: null },
  ]);
});
