import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import { EnterCountLines } from '#contracts/inventory/enter-count-lines';
import { GetCount, type CountAnswer, type CountDetails } from '#contracts/inventory/get-count';
import { GetItemStock, type ItemStock } from '#contracts/inventory/get-item-stock';
import { OpenCount } from '#contracts/inventory/open-count';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import type { StockTransaction } from '#contracts/inventory/stock-events';
import { SubmitCount } from '#contracts/inventory/submit-count';
import { UseStock } from '#contracts/inventory/use-stock';
import { eventually } from '#libs/testing/eventually';
import { commandContext } from '#libs/testing/command-context';
import { TestInventory } from '../inventory.fixture';
import { stockedItems } from '../posting/posting.fixture';

let service: TestInventory;
let reactors: ReturnType<TestInventory['react']>;

beforeAll(async () => {
  service = await TestInventory.open();
  reactors = service.react();
});
afterAll(async () => {
  await reactors.stop();
  await service.close();
});

/** A count of the location that the items are in, within any tolerance. */
async function counted(items: number) {
  const { tenantId, locationId, itemIds } = await stockedItems(service, items);
  const ask = <Answer extends object>(contract: new () => object, payload: object) =>
    service.ask<Answer>(contract, payload, { tenantId });
  const tolerance = { tolerancePercent: '1000', toleranceValue: '100000' };
  const { id: countId } = await ask<Created>(OpenCount, { locationId, ...tolerance });
  return { tenantId, locationId, itemIds, countId, ask };
}

it('made while stock moves, it leaves what was counted and all that moved after that', async () => {
  const { tenantId, locationId, itemIds, countId, ask } = await counted(1);
  const [itemId = ''] = itemIds;
  const moved = { itemId, locationId, quantity: '1.000' };
  await ask(ReceiveStock, { ...moved, quantity: '90.000', unitCost: '2' });
  let [isOver, moves] = [false, 0];
  const move = async () => {
    for (; !isOver; moves++) {
      await ask(ReceiveStock, { ...moved, unitCost: '3' });
      await ask(UseStock, { ...moved, quantity: '2.000' });
      await ask(ReceiveStock, { ...moved, unitCost: '1' });
    }
  };
  const movesMore = async () => {
    const before = moves;
    await eventually(() => moves > before + 3);
  };
  const traffic = Promise.all([move(), move()]);
  await movesMore();
  const countedAt = new Date().toISOString();
  await ask(EnterCountLines, { countId, lines: [{ itemId, counted: '60.000', countedAt }] });
  await movesMore();
  // It was there when the count was made, and is recorded before the submit.
  const before = new Date(Date.parse(countedAt) - 3_600_000).toISOString();
  await ask(ReceiveStock, { ...moved, quantity: '7.000', unitCost: '2', effectiveAt: before });
  const { status, lines } = await ask<CountAnswer>(SubmitCount, { countId });
  await movesMore();
  isOver = true;
  await traffic;

  const recorded = await service.recorded('inventory.stock_ledger', { tenantId, id: itemId });
  const transactions = recorded.map(({ data }) => data as StockTransaction);
  const sumOf = (some: readonly StockTransaction[]) =>
    some.flatMap(({ movements }) => movements).reduce((sum, { stockQuantity }) => sum + Number(stockQuantity), 0);
  const [adjusted, ...others] = [
    ...transactions.filter(({ source }) => source?.type === 'count'),
    ...transactions.filter(({ source }) => source?.type !== 'count'),
  ];
  const [by, after] = [true, false].map((isBy) =>
    sumOf(others.filter(({ effectiveAt }) => effectiveAt <= countedAt === isBy)),
  ) as [number, number];
  const [book, variance] = [by, 60 - by].map((amount) => amount.toFixed(3));
  expect({ status, lines }).toMatchObject({ status: 'closed', lines: [{ book, variance, outcome: 'posted' }] });
  expect(adjusted?.effectiveAt).toBe(countedAt);
  expect(sumOf(transactions)).toBe(60 + after);
  const onHand = async (asOf?: string) =>
    (await ask<ItemStock>(GetItemStock, { itemId, ...(asOf && { asOf }) })).onHand;
  expect(await onHand()).toBe((60 + after).toFixed(3));
  expect(await onHand(countedAt)).toBe('60.000');
}, 60_000);

it('has another entity tag when other stock is left to be counted', async () => {
  const { tenantId, locationId, itemIds, countId, ask } = await counted(2);
  const read = async (ifNoneMatch?: string) => {
    await service.caughtUp();
    const actor = { id: randomUUID(), type: 'user', roles: ['admin'] } as const;
    const context = { ...commandContext({ tenantId, actor }), ...(ifNoneMatch !== undefined && { ifNoneMatch }) };
    return service.dispatch(GetCount, { countId }, context);
  };
  const { etag, answer } = await read();
  expect((answer as CountDetails).notCounted).toHaveLength(2);
  expect((await read(etag)).answer).toBeNull();
  await ask(UseStock, { itemId: itemIds[1] ?? '', locationId, quantity: '10.000' });
  const changed = await read(etag);
  expect((changed.answer as CountDetails | null)?.notCounted).toHaveLength(1);
  expect(changed.etag).not.toBe(etag);
});
