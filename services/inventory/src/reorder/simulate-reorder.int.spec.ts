import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { SimulateReorder, type ReorderSimulation } from '#contracts/inventory/simulate-reorder';
import { UseStock } from '#contracts/inventory/use-stock';
import { TestInventory } from '../inventory.fixture';

let inventory: TestInventory;
beforeAll(async () => {
  inventory = await TestInventory.open();
});
afterAll(() => inventory.close());

const march = (day: number) => `2026-03-0${day}T09:00:00.000Z`;

/** Flour in an organisation of its own: 10 at 2.00 on the first, 4 used on each of the next two days, 10 at 3.00 then. */
async function flour() {
  const tenantId = randomUUID();
  const ask = <Answer extends object>(contract: new () => object, payload: object) =>
    inventory.ask<Answer>(contract, payload, { tenantId });
  const { id: locationId } = await ask<Created>(CreateLocation, { code: 'MAIN', name: 'Main' });
  const { id: itemId } = await ask<Created>(CreateItem, { itemNumber: 'A-1', name: 'Flour', unit: 'kg' });
  const at = { itemId, locationId };
  await ask(ReceiveStock, { ...at, quantity: '10', unitCost: '2', effectiveAt: march(1) });
  for (const day of [2, 3]) await ask(UseStock, { ...at, quantity: '4', effectiveAt: march(day) });
  await ask(ReceiveStock, { ...at, quantity: '10', unitCost: '3', effectiveAt: march(4) });
  const simulate = (more: object = {}) =>
    ask<ReorderSimulation>(SimulateReorder, {
      itemId,
      from: '2026-03-02',
      to: '2026-03-05',
      policy: { min: '6', max: '8', leadTimeDays: 1 },
      ...more,
    });
  return { tenantId, simulate };
}

it("replays an item's own past beside what really happened, and records nothing", async () => {
  const { tenantId, simulate } = await flour();
  const before = await inventory.log.head();
  const { days, stockOuts, averageValue, orders, actual, proposals } = await simulate();
  expect(days.map(({ date, onHand, ordered, value }) => [date, onHand, ordered, value])).toEqual([
    ['2026-03-02', '6.000', '2.000', '12.0000'],
    ['2026-03-03', '4.000', '4.000', '8.0000'],
    // By then the last real receipt cost 3.00.
    ['2026-03-04', '8.000', '0.000', '20.0000'],
    ['2026-03-05', '8.000', '0.000', '20.0000'],
  ]);
  expect({ stockOuts, averageValue, orders, proposals }).toEqual({
    stockOuts: 0,
    averageValue: '15.0000',
    orders: 2,
    proposals: [],
  });
  expect(actual.days.map(({ onHand, value }) => [onHand, value])).toEqual([
    ['6.000', '12.0000'],
    ['2.000', '4.0000'],
    ['12.000', '34.0000'],
    ['12.000', '34.0000'],
  ]);
  expect(actual.averageValue).toBe('21.0000');
  expect(await inventory.log.head()).toEqual(before);
  expect((await inventory.recordedOf('StockReceived')).filter((each) => each.tenantId === tenantId)).toHaveLength(2);
});

it('proposes policies when asked to', async () => {
  const { simulate } = await flour();
  const { proposals } = await simulate({ propose: true });
  expect(proposals.map(({ because }) => because)).toContain('least_capital');
  expect(proposals.every(({ policy }) => policy.leadTimeDays === 1)).toBe(true);
});

it('is about a past period of an item that is there', async () => {
  const { simulate } = await flour();
  await expect(simulate({ itemId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(simulate({ to: '2027-01-01' })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    fields: [{ pointer: '/to' }],
  });
});
