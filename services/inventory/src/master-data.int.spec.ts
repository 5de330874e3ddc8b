import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import type { Page } from '#contracts/declare/list-request';
import { GetImport } from '#contracts/imports/get-import';
import type { ImportDetails } from '#contracts/imports/import-answers';
import type { ImportFault } from '#contracts/imports/import-events';
import { ListImportErrors } from '#contracts/imports/list-import-errors';
import { RevertImport } from '#contracts/imports/revert-import';
import { StartImport } from '#contracts/imports/start-import';
import { AdjustStock } from '#contracts/inventory/adjust-stock';
import { ChangeCostMethod } from '#contracts/inventory/change-cost-method';
import { ChangeItem } from '#contracts/inventory/change-item';
import { ChangeLocation } from '#contracts/inventory/change-location';
import { ChangeSupplier } from '#contracts/inventory/change-supplier';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { CreateSupplier } from '#contracts/inventory/create-supplier';
import type { ItemDetails } from '#contracts/inventory/get-item';
import { GetLocation, type LocationDetails } from '#contracts/inventory/get-location';
import { GetSupplier, type ListedSupplier, type SupplierDetails } from '#contracts/inventory/get-supplier';
import { ListItems } from '#contracts/inventory/list-items';
import { ListLocations } from '#contracts/inventory/list-locations';
import { ListMovements } from '#contracts/inventory/list-movements';
import { ListStock } from '#contracts/inventory/list-stock';
import { ListSuppliers } from '#contracts/inventory/list-suppliers';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { stockValueFacts } from '#contracts/inventory/stock-value-facts';
import type { StockTransaction } from '#contracts/inventory/stock-events';
import type { OpenImports } from '#libs/imports';
import { commandContext, eventually } from '#libs/testing';
import { TestInventory } from './inventory.fixture';
import { inZone } from './stock-ledger/organization.fixture';

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
    expect(found.etag).toBe('3');
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

describe('imports', () => {
  let worker: OpenImports;
  beforeAll(() => {
    worker = inventory.openImports({ pollMs: 20 });
    worker.start();
  });
  afterAll(() => worker.stop());

  async function* bytesOf(text: string) {
    yield await Promise.resolve(Buffer.from(text));
  }

  async function started(kind: string, csv: string, more: object): Promise<string> {
    const { id: fileId } = await inventory.storage.put(tenantId, bytesOf(csv), { limit: 1_000_000 });
    return make(StartImport, { kind, fileId, ...more });
  }

  /** The import at its end, with its faults as record, column and code. */
  async function imported(kind: string, csv: string, more: object = {}) {
    const importId = await started(kind, csv, more);
    const details = await eventually(
      async () => {
        const found = await inventory.ask<ImportDetails>(GetImport, { importId }, { tenantId });
        if (found.status === 'reading' || found.status === 'running') throw new Error(found.status);
        return found;
      },
      { timeoutMs: 30_000 },
    );
    const { items: bad } = await inventory.ask<Page<ImportFault>>(ListImportErrors, { importId }, { tenantId });
    return { ...details, faults: bad.map(({ record, column, code }) => [record, column, code]) };
  }

  async function movements(): Promise<readonly (readonly [type: string, quantity: string, value: string])[]> {
    const recorded = await Promise.all(
      ['StockReceived', 'StockUsed', 'StockTransferred', 'StockAdjusted'].map((type) => inventory.recordedOf(type)),
    );
    return recorded
      .flat()
      .filter((event) => event.tenantId === tenantId)
      .toSorted((a, b) => (a.position < b.position ? -1 : 1))
      .flatMap(({ type, data }) =>
        (data as StockTransaction).movements.map(({ stockQuantity, value }) => [type, stockQuantity, value] as const),
      );
  }

  describe('of opening balances (S22)', () => {
    const csv = [
      'itemNumber,location,quantity,unitCost',
      'A-1,MAIN,10,2.50',
      'A-2,MAIN,abc,1',
      'A-3,MAIN,"1,5",1',
      'a-1,main,10,2.50',
      'A-4,MAIN,=1+1,1',
      'A-1,NOWHERE,1,1',
    ].join('\n');
    const faults = [
      [2, 'quantity', 'FORMAT'],
      [3, 'quantity', 'FORMAT'],
      [4, null, 'DUPLICATE'],
      [5, 'quantity', 'FORMAT'],
      [6, 'location', 'NOT_FOUND'],
    ];

    beforeEach(async () => {
      await Promise.all(['A-1', 'A-2', 'A-3', 'A-4'].map((number) => item(number)));
      await make(CreateLocation, { code: 'MAIN', name: 'Main' });
      await inventory.append('tenancy.organization', { tenantId, id: tenantId }, [inZone(tenantId, 'Europe/Paris')]);
    });

    it('append nothing if one row is bad, and name each bad row, its column and the reason', async () => {
      expect(await imported('opening-balances', csv)).toMatchObject({ status: 'failed', code: 'ROWS_BAD', faults });
      expect(await movements()).toEqual([]);
    });

    it('bring the good rows in once, also when the same file is sent again', async () => {
      const skipping = { mode: 'skip_bad' };
      expect(await imported('opening-balances', csv, skipping)).toMatchObject({ status: 'done', created: 1, faults });
      expect(await movements()).toEqual([['StockReceived', '10.000', '25.0000']]);
      const again = await imported('opening-balances', csv, { dryRun: true });
      expect(again).toMatchObject({ status: 'dry_run', created: 0, faults: [[1, null, 'DUPLICATE'], ...faults] });
      expect(await imported('opening-balances', csv, skipping)).toMatchObject({ created: 0 });
      expect(await movements()).toHaveLength(1);
    });

    it('can be reverted and brought in again', async () => {
      const good = 'itemNumber,location,quantity,totalCost\nA-1,MAIN,3,10\nA-2,MAIN,1,0';
      const { id: importId } = await imported('opening-balances', good);
      await make(RevertImport, { importId });
      await eventually(async () => {
        const { status, undone } = await inventory.ask<ImportDetails>(GetImport, { importId }, { tenantId });
        expect([status, undone]).toEqual(['reverted', 2]);
      });
      expect(await imported('opening-balances', good)).toMatchObject({ status: 'done', created: 2 });
    });

    it("take decimal commas where the mapping says so, without signs between thousands, and a day's beginning", async () => {
      const german = [
        'Artikelnummer;Lagerort;Menge;Wert;Datum',
        'A-1;MAIN;1,5;1234,5;01.03.2026',
        'A-2;MAIN;1.234,5;1;01.03.2026',
      ].join('\n');
      const mapping = JSON.stringify({ decimal: ',', columns: [{ header: 'Datum', column: 'date', dates: 'dmy' }] });
      const more = { mapping, mode: 'skip_bad' };
      expect((await imported('opening-balances', german, more)).faults).toEqual([[2, 'quantity', 'FORMAT']]);
      expect(await movements()).toEqual([['StockReceived', '1.500', '1234.5000']]);
      const made = (await inventory.recordedOf('StockReceived')).find((event) => event.tenantId === tenantId);
      expect(made?.data).toMatchObject({
        effectiveAt: '2026-02-28T23:00:00.000Z',
        source: { type: 'opening_balance' },
      });
    });
  });

  it('of movements carry each row out as its kind says, those of an item in the order of the file', async () => {
    await item('A-1');
    for (const code of ['MAIN', 'SHOP']) await make(CreateLocation, { code, name: code });
    const csv = [
      'kind,item,location,to,quantity,cost,reason,note',
      'receipt,A-1,MAIN,,10,2.5,,',
      'usage,A-1,MAIN,,4,,,',
      'transfer,a-1,MAIN,SHOP,1,,,',
      'adjustment,A-1,SHOP,,-1,,other,dropped',
      'usage,A-1,MAIN,,4,,,',
      'usage,A-1,MAIN,,1,2,,',
      'transfer,A-1,MAIN,,1,,,',
      'adjustment,A-1,SHOP,,-1,,other,',
    ].join('\n');
    const faults = [
      [6, 'unitCost', 'UNKNOWN'],
      [7, 'toLocation', 'REQUIRED'],
      [8, 'note', 'REQUIRED'],
    ];
    const dry = await imported('movements', csv, { dryRun: true, mode: 'skip_bad' });
    expect(dry).toMatchObject({ status: 'dry_run', bad: 3, faults });
    expect(await imported('movements', csv, { mode: 'skip_bad' })).toMatchObject({ status: 'done', bad: 3, faults });
    expect(await movements()).toEqual([
      ['StockReceived', '10.000', '25.0000'],
      ['StockUsed', '-4.000', '-10.0000'],
      ['StockTransferred', '-1.000', '-2.5000'],
      ['StockTransferred', '1.000', '2.5000'],
      ['StockAdjusted', '-1.000', '-2.5000'],
      ['StockUsed', '-4.000', '-10.0000'],
    ]);
  });

  it('of movements take all of them back if one is refused when the others are recorded', async () => {
    await item('A-1');
    await make(CreateLocation, { code: 'MAIN', name: 'Main' });
    const csv = 'kind,item,location,quantity,cost\nreceipt,A-1,MAIN,10,1\nusage,A-1,MAIN,4,\nusage,A-1,MAIN,7,';
    const failed = await imported('movements', csv);
    expect(failed).toMatchObject({ status: 'failed', code: 'RACE', undone: 2, kept: [] });
    expect(failed.faults).toEqual([[3, null, 'INSUFFICIENT_STOCK']]);
    expect(await movements()).toHaveLength(2);
    expect(await inventory.recordedOf('StockReversed')).not.toEqual([]);
  });

  it('of locations make those within others of the same file, and refuse one within none that is there', async () => {
    const csv = 'code,name,parent,zone\nSITE,Site,,\nROOM,Room,site,cooler\nSHELF,Shelf,ROOM,\nX,X,Y,\n';
    const faults = [[4, 'parent', 'NOT_FOUND']];
    const more = { mode: 'skip_bad' };
    expect(await imported('locations', csv, { ...more, dryRun: true })).toMatchObject({ created: 3, faults });
    expect(await imported('locations', csv, more)).toMatchObject({ status: 'done', created: 3, faults });
    const rows = await list<LocationDetails>(ListLocations, { sort: 'code' });
    const [room, shelf, site] = rows;
    expect(rows.map(({ code }) => code)).toEqual(['ROOM', 'SHELF', 'SITE']);
    expect(room).toMatchObject({ temperatureZone: 'cooler', parentId: site?.id });
    expect(shelf).toMatchObject({ parentId: room?.id });
    const changed = 'code,name\nshelf,Top shelf\nROOM,Room';
    expect(await imported('locations', changed)).toMatchObject({ created: 0, changed: 1, unchanged: 1 });
  });

  it('of items take several barcodes and units in a cell, and a revert brings former lists back', async () => {
    const itemId = await item('A-1', { barcodes: ['X-1'], shelfLifeDays: 3 });
    const csv =
      'itemNumber,name,unit,ean,units,shelfLifeDays\n' +
      'a-1,Mehl,kg,X-1 | X-2,case = 12 | lb = 0.453592292 nearest,5\nA-2,Salz,kg,X-3,case 12,';
    const done = await imported('items', csv, { mode: 'skip_bad' });
    expect(done).toMatchObject({ changed: 1, faults: [[2, 'units', 'REQUIRED']] });
    expect(await list(ListItems, {})).toMatchObject([
      {
        barcodes: ['X-1', 'X-2'],
        units: [
          { unit: 'case', factor: '12', rounding: 'exact' },
          { unit: 'lb', factor: '0.453592292', rounding: 'nearest' },
        ],
        shelfLifeDays: 5,
      },
    ]);
    await make(RevertImport, { importId: done.id });
    await eventually(async () => {
      const [row] = await list(ListItems, {});
      expect(row).toMatchObject({ id: itemId, barcodes: ['X-1'], units: [], shelfLifeDays: 3 });
    });
  });
});
