import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import type { Page } from '#contracts/declare/list-request';
import { GetImport } from '#contracts/imports/get-import';
import type { ImportDetails } from '#contracts/imports/import-answers';
import type { ImportFault } from '#contracts/imports/import-events';
import { ListImportErrors } from '#contracts/imports/list-import-errors';
import { RevertImport } from '#contracts/imports/revert-import';
import { StartImport } from '#contracts/imports/start-import';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import type { LocationDetails } from '#contracts/inventory/get-location';
import { ListItems } from '#contracts/inventory/list-items';
import { ListLocations } from '#contracts/inventory/list-locations';
import type { StockTransaction } from '#contracts/inventory/stock-events';
import type { OpenImports } from '#libs/imports';
import { eventually } from '#libs/testing/eventually';
import { TestInventory } from '../inventory.fixture';
import { inZone } from '../stock-ledger/organization.fixture';

let inventory: TestInventory;
let worker: OpenImports;
let tenantId: string;

beforeAll(async () => {
  inventory = await TestInventory.open();
  worker = inventory.openImports({ pollMs: 20 });
  worker.start();
});
afterAll(async () => {
  await worker.stop();
  await inventory.close();
});
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

describe('opening balances (S22)', () => {
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

  it('are not brought in if one row is bad, and name each bad row, its column and the reason', async () => {
    expect(await imported('opening-balances', csv)).toMatchObject({ status: 'failed', code: 'ROWS_BAD', faults });
    expect(await movements()).toEqual([]);
  });

  it('come in once, those of the good rows, also when the same file is sent again', async () => {
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

it('movements are carried out, each row as its kind says, those of an item in the order of the file', async () => {
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

it('movements that take stock which no earlier row brings in are bad in a dry run too', async () => {
  for (const number of ['A-1', 'A-2']) await item(number);
  await make(CreateLocation, { code: 'MAIN', name: 'Main' });
  const rows = (count: number) => Array.from({ length: count }, () => 'receipt,A-1,MAIN,1,1');
  const csv = [
    'kind,item,location,quantity,cost',
    'usage,A-1,MAIN,1,',
    'usage,A-2,MAIN,1,',
    ...rows(600),
    'usage,a-1,MAIN,600,',
    'usage,A-2,MAIN,1,',
    'receipt,A-2,MAIN,1,1',
    'usage,A-2,MAIN,1,',
  ].join('\n');
  const dry = await imported('movements', csv, { dryRun: true, mode: 'skip_bad' });
  const faults = [1, 2, 604].map((record) => [record, null, 'INSUFFICIENT_STOCK']);
  expect(dry).toMatchObject({ status: 'dry_run', bad: 3, faults });
});

it('movements are all taken back if one is refused when the others are recorded', async () => {
  await item('A-1');
  await make(CreateLocation, { code: 'MAIN', name: 'Main' });
  const csv = 'kind,item,location,quantity,cost\nreceipt,A-1,MAIN,10,1\nusage,A-1,MAIN,4,\nusage,A-1,MAIN,7,';
  const failed = await imported('movements', csv);
  expect(failed).toMatchObject({ status: 'failed', code: 'RACE', undone: 2, kept: [] });
  expect(failed.faults).toEqual([[3, null, 'INSUFFICIENT_STOCK']]);
  expect(await movements()).toHaveLength(2);
  expect(await inventory.recordedOf('StockReversed')).not.toEqual([]);
});

it('locations are made within others of the same file, and refused within none that is there', async () => {
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

it('items take several barcodes and units in a cell, and a revert brings former lists back', async () => {
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
