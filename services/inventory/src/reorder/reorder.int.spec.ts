import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import { CreateItem } from '#contracts/inventory/create-item';
import { CancelPurchaseOrder } from '#contracts/inventory/cancel-purchase-order';
import { CreateLocation } from '#contracts/inventory/create-location';
import { CreateSupplier } from '#contracts/inventory/create-supplier';
import { GetPurchaseOrder, type PurchaseOrderDetails } from '#contracts/inventory/get-purchase-order';
import { ListPurchaseOrders } from '#contracts/inventory/list-purchase-orders';
import { OrderSuggestedItems, type SuggestedOrderAnswer } from '#contracts/inventory/order-suggested-items';
import { CreatePurchaseOrder } from '#contracts/inventory/create-purchase-order';
import { GetItemStock, type ItemStock } from '#contracts/inventory/get-item-stock';
import { ListReorderSuggestions, type ReorderSuggestion } from '#contracts/inventory/list-reorder-suggestions';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { SimulateReorder, type ReorderSimulation } from '#contracts/inventory/simulate-reorder';
import { ReserveStock } from '#contracts/inventory/reserve-stock';
import { SubmitPurchaseOrder } from '#contracts/inventory/submit-purchase-order';
import { UseStock } from '#contracts/inventory/use-stock';
import type { Page } from '#contracts/declare/list-request';
import { organizationIn } from '../stock-ledger/organization.fixture';
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

describe('suggestions', () => {
  it('count what is usable, on order, in drafts and reserved, and end above the minimum', async () => {
    const tenantId = await organizationIn(inventory, 'UTC');
    const ask = <Answer extends object>(contract: new () => object, payload: object) =>
      inventory.ask<Answer>(contract, payload, { tenantId });
    const { id: locationId } = await ask<Created>(CreateLocation, { code: 'MAIN', name: 'Main' });
    const bounds = { min: '20', max: '60', packSize: '6', lotTracked: true };
    const { id: itemId } = await ask<Created>(CreateItem, { itemNumber: 'A-1', name: 'Oil', unit: 'l', ...bounds });
    await ask<Created>(CreateItem, { itemNumber: 'A-2', name: 'No minimum', unit: 'l' });
    await ask<Created>(CreateItem, { itemNumber: 'A-3', name: 'Minimum alone', unit: 'l', min: '1' });
    const at = { itemId, locationId, unitCost: '2' };
    await ask(ReceiveStock, { ...at, quantity: '12', lot: { number: 'GOOD', expiresOn: '2099-01-01' } });
    await ask(ReceiveStock, { ...at, quantity: '30', lot: { number: 'GONE', expiresOn: '2020-01-01' } });
    const listed = async () => {
      const { items } = await ask<Page<ReorderSuggestion>>(ListReorderSuggestions, {});
      return items.map(({ itemNumber, projected, suggested }) => [itemNumber, projected, suggested]);
    };
    const alone = ['A-3', '0.000', null];
    expect(await listed()).toEqual([['A-1', '12.000', '48.000'], alone]);
    const lines = [{ itemId, quantity: '48', unitPrice: '2' }];
    const { id: orderId } = await ask<Created>(CreatePurchaseOrder, { supplier: 'Mill', lines });
    expect(await listed()).toEqual([alone]);
    await ask(SubmitPurchaseOrder, { orderId });
    expect(await listed()).toEqual([alone]);
    expect(await ask<ItemStock>(GetItemStock, { itemId })).toMatchObject({ onOrder: '48.000' });
    const today = new Date().toISOString().slice(0, 10);
    const policy = { min: '1', max: '2', leadTimeDays: 1 };
    const { actual } = await ask<ReorderSimulation>(SimulateReorder, { itemId, from: today, to: today, policy });
    expect(actual).toMatchObject({ orders: 1, days: [{ onOrder: '48.000', ordered: '48.000' }] });
    // 40 usable and all of them reserved, and 48 on order.
    await ask(ReceiveStock, { ...at, quantity: '28', lot: { number: 'GOOD' } });
    const reserved = { itemId, reference: 'Order 1', expiresAt: '2099-01-01T00:00:00.000Z' };
    await ask(ReserveStock, { ...reserved, quantity: '40' });
    expect(await listed()).toEqual([alone]);
    await ask(CancelPurchaseOrder, { orderId });
    expect(await listed()).toEqual([['A-1', '0.000', '60.000'], alone]);
  });

  it('S18: become a draft of a supplier that offers them, which counts', async () => {
    const tenantId = await organizationIn(inventory, 'UTC');
    const ask = <Answer extends object>(contract: new () => object, payload: object) =>
      inventory.ask<Answer>(contract, payload, { tenantId });
    const { id: locationId } = await ask<Created>(CreateLocation, { code: 'MAIN', name: 'Main' });
    const item = async (itemNumber: string, more: object) => {
      const units = [{ unit: 'box', factor: '10' }];
      const described = { itemNumber, name: itemNumber, unit: 'l', units, min: '20', max: '60', ...more };
      return (await ask<Created>(CreateItem, described)).id;
    };
    const [oil, milk] = [await item('A-1', {}), await item('A-2', { packSize: '6' })];
    const unoffered = await item('A-3', {});
    await ask(ReceiveStock, { itemId: milk, locationId, quantity: '18', unitCost: '2' });
    const items = [oil, milk].map((itemId) => ({ itemId, unit: 'box', unitPrice: '25' }));
    await ask(CreateSupplier, { name: 'Northern Mill', items });
    const order = (itemIds: string[], supplier = 'northern mill') =>
      ask<SuggestedOrderAnswer>(OrderSuggestedItems, { supplier, itemIds });
    await expect(order([oil], 'Corner shop')).rejects.toMatchObject({ fields: [{ pointer: '/supplier' }] });
    await expect(order([oil, randomUUID()])).rejects.toMatchObject({
      code: 'NOT_FOUND',
      fields: [{ pointer: '/itemIds/1' }],
    });
    await expect(order([oil, unoffered])).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: [{ pointer: '/itemIds/1' }],
    });
    const { id: orderId, number, lines } = await order([oil, milk]);
    // Neither refusal has taken a number.
    expect(number).toBe('PO-00001');
    const boxes = [
      { itemId: oil, suggested: '60.000', quantity: '6.000', unit: 'box', stockQuantity: '60.000', raised: false },
      { itemId: milk, suggested: '42.000', quantity: '5.000', unit: 'box', stockQuantity: '50.000', raised: true },
    ];
    expect(lines).toMatchObject(boxes);
    const draft = await ask<PurchaseOrderDetails>(GetPurchaseOrder, { orderId });
    expect(draft).toMatchObject({ supplier: 'Northern Mill', status: 'draft', totalCost: '275.0000' });
    expect(draft.lines).toMatchObject([
      { ordered: '6.000', totalPrice: '150.0000', suggested: '60.000', raised: false },
      { ordered: '5.000', totalPrice: '125.0000', suggested: '42.000', raised: true },
    ]);
    const { items: listed } = await ask<Page<ReorderSuggestion>>(ListReorderSuggestions, {});
    expect(listed.map(({ itemNumber }) => itemNumber)).toEqual(['A-3']);
    await expect(order([oil])).rejects.toMatchObject({
      fields: [{ pointer: '/itemIds/0', message: 'is not to be ordered now' }],
    });
    const found = async (filter: object) =>
      (await ask<Page<{ id: string }>>(ListPurchaseOrders, filter)).items.map(({ id }) => id);
    expect(await found({ itemId: milk, supplierId: draft.supplierId })).toEqual([orderId]);
    expect(await found({ itemId: unoffered })).toEqual([]);
    expect(await found({ supplierId: randomUUID() })).toEqual([]);
  });

  it("do not wait for the organisation's time zone while no lot has a last day", async () => {
    const tenantId = randomUUID();
    await inventory.ask(CreateItem, { itemNumber: 'A-1', name: 'Oil', unit: 'l', min: '5', max: '9' }, { tenantId });
    const { items } = await inventory.ask<Page<ReorderSuggestion>>(ListReorderSuggestions, {}, { tenantId });
    expect(items).toMatchObject([{ itemNumber: 'A-1', suggested: '9.000' }]);
  });

  it('go on page by page', async () => {
    const tenantId = await organizationIn(inventory, 'Europe/Paris');
    for (const itemNumber of ['A-1', 'A-2', 'A-3']) {
      await inventory.ask(CreateItem, { itemNumber, name: 'Oil', unit: 'l', min: '5', max: '9' }, { tenantId });
    }
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<ReorderSuggestion> = await inventory.ask(
        ListReorderSuggestions,
        { limit: 2, sort: '-itemNumber', ...(cursor && { cursor }) },
        { tenantId },
      );
      found.push(...page.items.map(({ itemNumber, suggested }) => `${itemNumber} ${suggested}`));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(found).toEqual(['A-3 9.000', 'A-2 9.000', 'A-1 9.000']);
  });
});
