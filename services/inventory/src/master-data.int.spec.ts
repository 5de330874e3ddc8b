import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import type { Page } from '#contracts/declare/list-request';
import { AdjustStock } from '#contracts/inventory/adjust-stock';
import { ChangeCostMethod } from '#contracts/inventory/change-cost-method';
import { ChangeItem } from '#contracts/inventory/change-item';
import { ChangeLocation } from '#contracts/inventory/change-location';
import { ChangeSupplier } from '#contracts/inventory/change-supplier';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { CreateSupplier } from '#contracts/inventory/create-supplier';
import { GetItem, type ItemDetails } from '#contracts/inventory/get-item';
import { GetLocation, type LocationDetails } from '#contracts/inventory/get-location';
import { GetSupplier, type ListedSupplier, type SupplierDetails } from '#contracts/inventory/get-supplier';
import { ListItems } from '#contracts/inventory/list-items';
import { ListLocations } from '#contracts/inventory/list-locations';
import { ListMovements } from '#contracts/inventory/list-movements';
import { ListStock } from '#contracts/inventory/list-stock';
import { ListSuppliers } from '#contracts/inventory/list-suppliers';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { stockValueFacts } from '#contracts/inventory/stock-value-facts';
import { commandContext } from '#libs/testing/command-context';
import { TestInventory } from './inventory.fixture';

let inventory: TestInventory;
let tenantId: string;

beforeAll(async () => {
  inventory = await TestInventory.open();
});
afterAll(() => inventory.close());
beforeEach(() => {
  tenantId = randomUUID();
});

async function make(contract: new () => object, command: object): Promise<string> {
  return (await inventory.ask<Created>(contract, command, { tenantId })).id;
}
const item = (itemNumber: string, more: object = {}) =>
  make(CreateItem, { itemNumber, name: 'Mehl', unit: 'kg', ...more });

async function list<Row>(contract: new () => object, filters: object): Promise<readonly Row[]> {
  await inventory.caughtUp();
  return (await inventory.ask<Page<Row>>(contract, filters, { tenantId })).items;
}
const numbers = async (filters: object) =>
  (await list<ItemDetails>(ListItems, { sort: 'itemNumber', ...filters })).map(({ itemNumber }) => itemNumber);

describe('items', () => {
  it('are found by each of their barcodes and by their number in any case, and by a piece of each text', async () => {
    const itemId = await item('Müsli-1', { barcodes: ['4006381333931', 'BOX-77'] });
    await item('A-2', { barcode: '4006381333948', category: 'Baking', active: false });
    expect(await numbers({ barcode: 'box-77' })).toEqual(['Müsli-1']);
    expect(await numbers({ barcode: '4006381333948' })).toEqual(['A-2']);
    expect(await numbers({ itemNumber: 'MÜSLI-1' })).toEqual(['Müsli-1']);
    expect(await numbers({ q: '63813339' })).toEqual(['A-2', 'Müsli-1']);
    expect(await numbers({ q: 'box musli' })).toEqual(['Müsli-1']);
    expect(await numbers({ category: 'Baking' })).toEqual(['A-2']);
    expect(await numbers({ active: true })).toEqual(['Müsli-1']);
    await make(ChangeItem, { itemId, barcodes: ['BOX-77'] });
    expect(await numbers({ barcode: '4006381333931' })).toEqual([]);
    expect(await list(ListItems, { barcode: 'BOX-77' })).toMatchObject([{ barcode: 'BOX-77', barcodes: ['BOX-77'] }]);
  });

  it('have numbers and barcodes that no other has, in any case, and give former ones free', async () => {
    const itemId = await item('A-1', { barcodes: ['X-1', 'X-2'] });
    await expect(item('A-2', { barcodes: ['x-2'] })).rejects.toMatchObject({
      code: 'DUPLICATE',
      fields: [expect.objectContaining({ pointer: '/barcodes/0' })],
    });
    const other = await item('A-2');
    await expect(make(ChangeItem, { itemId: other, itemNumber: 'a-1' })).rejects.toMatchObject({ code: 'DUPLICATE' });
    await make(ChangeItem, { itemId, itemNumber: 'B-1', barcodes: ['X-1'] });
    await inventory.caughtUp();
    await make(ChangeItem, { itemId: other, itemNumber: 'a-1', barcodes: ['x-2'] });
    expect(await numbers({})).toEqual(['a-1', 'B-1']);
  });

  it('keep what their stock depends on: unit, zone, tracking by lot', async () => {
    const itemId = await item('A-1');
    const locationId = await make(CreateLocation, { code: 'S', name: 'Shelf' });
    await make(ChangeCostMethod, { itemId, method: 'fifo' });
    await make(ChangeItem, { itemId, unit: 'g', temperatureZone: 'dry' });
    await make(ReceiveStock, { itemId, locationId, quantity: '5.000', unitCost: '1.00000000' });
    const change = (said: object) => make(ChangeItem, { itemId, ...said });
    for (const said of [{ unit: 'kg' }, { lotTracked: true }, { temperatureZone: 'cooler' }]) {
      await expect(change(said)).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    await make(AdjustStock, { itemId, locationId, quantity: '-5.000', reason: 'lost' });
    await expect(change({ unit: 'kg' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await change({ lotTracked: true });
  });
});

describe('locations', () => {
  const location = (code: string, more: object = {}) => make(CreateLocation, { code, name: code, ...more });
  const change = (locationId: string, said: object) => make(ChangeLocation, { locationId, ...said });
  const codes = async (filters: object) =>
    (await list<LocationDetails>(ListLocations, { sort: 'code', ...filters })).map(({ code }) => code);

  it('are found by code, zone, state and parent, and reads by a location take everything within it', async () => {
    const site = await location('Site');
    const room = await location('Room', { parentId: site, temperatureZone: 'cooler' });
    const shelf = await location('Shelf', { parentId: room });
    const other = await location('Other');
    expect(await codes({ parentId: site })).toEqual(['Room']);
    expect(await codes({ code: 'SHELF' })).toEqual(['Shelf']);
    expect(await codes({ temperatureZone: 'cooler' })).toEqual(['Room']);
    expect(await codes({ q: 'she' })).toEqual(['Shelf']);
    const itemId = await item('A-1');
    for (const locationId of [shelf, other]) {
      await make(ReceiveStock, { itemId, locationId, quantity: '5.000', unitCost: '1.00000000' });
    }
    const at = async (contract: new () => object, locationId: string) =>
      (await list<{ readonly locationId: string }>(contract, { locationId })).map((row) => row.locationId);
    for (const contract of [ListStock, ListMovements]) {
      expect(await at(contract, site)).toEqual([shelf]);
      expect(await at(contract, shelf)).toEqual([shelf]);
      expect(await at(contract, other)).toEqual([other]);
      expect(await at(contract, randomUUID())).toEqual([]);
    }
    await change(shelf, { parentId: null });
    expect(await at(ListStock, site)).toEqual([]);
  });

  it('are put out of use without stock only, and then take none', async () => {
    const [itemId, locationId] = [await item('A-1'), await location('Shelf')];
    const receipt = { itemId, locationId, quantity: '5.000', unitCost: '1.00000000' };
    await make(ReceiveStock, receipt);
    await expect(change(locationId, { active: false })).rejects.toMatchObject({ code: 'LOCATION_NOT_EMPTY' });
    await make(AdjustStock, { itemId, locationId, quantity: '-5.000', reason: 'lost' });
    await change(locationId, { active: false });
    expect(await codes({ active: false })).toEqual(['Shelf']);
    await expect(make(ReceiveStock, receipt)).rejects.toMatchObject({ code: 'LOCATION_INACTIVE' });
    await change(locationId, { active: true });
    await make(ReceiveStock, receipt);
  });

  it('make no cycle, however many moves come at once', async () => {
    const ids = await Promise.all(['A', 'B', 'C'].map((code) => location(code)));
    const moves = ids.flatMap((locationId, n) => [1, 2].map((step) => ({ locationId, parentId: ids[(n + step) % 3] })));
    const outcomes = await Promise.allSettled(moves.map((move) => make(ChangeLocation, move)));
    const refused = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    for (const reason of refused) expect(reason).toMatchObject({ code: 'CONFLICT' });
    const rows = await list<LocationDetails>(ListLocations, {});
    const parents = new Map(rows.map(({ id, parentId }) => [id, parentId]));
    expect(rows.filter(({ parentId }) => parentId === null)).toHaveLength(1);
    for (const id of ids) {
      const above = new Set<string>();
      for (let at: string | null = id; at !== null; at = parents.get(at) ?? null) {
        expect(above.has(at)).toBe(false);
        above.add(at);
      }
    }
  });

  it('have an entity tag each, which changes of others leave', async () => {
    const [one, other] = [await location('A'), await location('B')];
    const context = () => commandContext({ tenantId, actor: { id: randomUUID(), type: 'user', roles: ['admin'] } });
    await inventory.caughtUp();
    const { etag } = await inventory.dispatch(GetLocation, { locationId: one }, context());
    await change(other, { name: 'Other' });
    const guarded = { ...context(), ...(etag !== undefined && { ifMatch: etag }) };
    await inventory.dispatch(ChangeLocation, { locationId: one, name: 'First' }, guarded);
    const late = { ...context(), ...(etag !== undefined && { ifMatch: etag }) };
    await expect(inventory.dispatch(ChangeLocation, { locationId: one, name: 'Last' }, late)).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
  });
});

describe('suppliers', () => {
  it('are found by name in any case, by state and by what they offer, and show it', async () => {
    const [flour, sugar] = [await item('A-1', { units: [{ unit: 'sack', factor: '25' }] }), await item('A-2')];
    const offer = { itemId: flour, supplierItemNumber: 'F-55', unit: 'sack', unitPrice: '24.00000000' };
    const supplierId = await make(CreateSupplier, { name: 'Müller', leadTimeDays: 3, items: [offer] });
    await make(CreateSupplier, { name: 'Süß & Co', items: [{ itemId: sugar }] });
    const names = async (filters: object) =>
      (await list<ListedSupplier>(ListSuppliers, filters)).map(({ name }) => name);
    expect(await names({ name: 'MÜLLER' })).toEqual(['Müller']);
    expect(await names({ itemId: sugar })).toEqual(['Süß & Co']);
    expect(await names({ q: 'mull' })).toEqual(['Müller']);
    await make(ChangeSupplier, { supplierId, active: false, items: [{ itemId: sugar, currency: 'USD' }] });
    expect(await names({ active: false })).toEqual(['Müller']);
    const asAdmin = commandContext({ tenantId, actor: { id: randomUUID(), type: 'user', roles: ['admin'] } });
    const found = await inventory.dispatch(GetSupplier, { supplierId }, asAdmin);
    expect(found.answer as SupplierDetails).toMatchObject({
      id: supplierId,
      leadTimeDays: 3,
      items: [
        { ...offer, itemNumber: 'A-1', itemName: 'Mehl', currency: null },
        { itemId: sugar, itemNumber: 'A-2', unit: null, unitPrice: null, currency: 'USD' },
      ],
    });
    await expect(make(CreateSupplier, { name: 'MÜLLER' })).rejects.toMatchObject({ code: 'DUPLICATE' });
    const unknown = make(ChangeSupplier, { supplierId, items: [{ itemId: randomUUID() }] });
    await expect(unknown).rejects.toMatchObject({
      code: 'NOT_FOUND',
      fields: [expect.objectContaining({ pointer: '/items/0/itemId' })],
    });
  });
});

it('an entity tag moves with all that is shown, and guards a change by the thing alone', async () => {
  const flour = await item('A-1');
  const supplierId = await make(CreateSupplier, { name: 'Mill', items: [{ itemId: flour }] });
  const asked = (more: object = {}) => ({
    ...commandContext({ tenantId, actor: { id: randomUUID(), type: 'user', roles: ['admin'] } }),
    ...more,
  });
  const read = async (contract: new () => object, payload: object, held?: string) => {
    await inventory.caughtUp();
    return inventory.dispatch(contract, payload, asked(held === undefined ? {} : { ifNoneMatch: held }));
  };
  for (const [contract, payload, change] of [
    [GetSupplier, { supplierId }, () => make(ChangeItem, { itemId: flour, name: 'Flour' })],
    [GetItem, { itemId: flour }, () => make(ChangeCostMethod, { itemId: flour, method: 'fifo' })],
  ] as const) {
    const { etag } = await read(contract, payload);
    expect((await read(contract, payload, etag)).answer).toBeNull();
    await change();
    const now = await read(contract, payload, etag);
    expect([now.answer === null, now.etag === etag]).toEqual([false, false]);
    expect((await read(contract, payload, now.etag)).answer).toBeNull();
  }
  const { etag } = await read(GetSupplier, { supplierId });
  await make(ChangeItem, { itemId: flour, name: 'Wheat flour' });
  const guarded = (ifMatch: string | undefined) =>
    inventory.dispatch(ChangeSupplier, { supplierId, leadTimeDays: 2 }, asked({ ifMatch }));
  await guarded(etag);
  await expect(guarded(etag)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});

it('the first movement with a value is told to the organisation, once, before it is recorded', async () => {
  const locationId = await make(CreateLocation, { code: 'S', name: 'Shelf' });
  const isValued = async () => (await inventory.commands.state(stockValueFacts as never, tenantId, tenantId)).state;
  const receive = async (itemNumber: string, unitCost: string) =>
    make(ReceiveStock, { itemId: await item(itemNumber), locationId, quantity: '5.000', unitCost });
  await receive('A-1', '0.00000000');
  await expect(make(ReceiveStock, { itemId: randomUUID(), locationId, quantity: '5.000' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await isValued()).toEqual({ isValued: false });
  await receive('A-2', '1.00000000');
  expect(await isValued()).toEqual({ isValued: true });
  await receive('A-3', '1.00000000');
  const told = (await inventory.recordedOf('StockFirstValued')).filter((event) => event.tenantId === tenantId);
  expect(told).toHaveLength(1);
  const valued = (await inventory.recordedOf('StockReceived')).filter((event) => event.tenantId === tenantId)[1];
  expect(told[0]?.position.localeCompare(valued?.position ?? '')).toBe(-1);
});
