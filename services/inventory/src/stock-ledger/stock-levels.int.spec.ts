import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Created } from '#contracts/created';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { GetItemStock, type ItemStock } from '#contracts/inventory/get-item-stock';
import { ListStock, type StockLevelRow } from '#contracts/inventory/list-stock';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { TransferStock } from '#contracts/inventory/transfer-stock';
import { MAX_WHOLE_ROWS, type Page, type PageAsOf } from '#contracts/declare/list-request';
import { parse } from '#contracts/declare/validation';
import { forgedCursors } from '#libs/testing/forged-cursors';
import { TestInventory } from '../inventory.fixture';

const tenantId = randomUUID();
const asOf = '2026-03-01T00:00:00.000Z';
let service: TestInventory;
let locationId: string;

const list = (query: object) => service.ask<PageAsOf<StockLevelRow>>(ListStock, parse(ListStock, query), { tenantId });

beforeAll(async () => {
  service = await TestInventory.open();
  const placed = (code: string) => service.ask<Created>(CreateLocation, { code, name: code }, { tenantId });
  const places = [await placed('A'), await placed('B')];
  locationId = places[0]?.id ?? '';
  for (const itemNumber of ['I-1', 'I-2', 'I-3']) {
    const { id: itemId } = await service.ask<Created>(
      CreateItem,
      { itemNumber, name: 'Item', unit: 'kg' },
      { tenantId },
    );
    for (const place of places) {
      const moved = { itemId, locationId: place.id, quantity: '1.000', unitCost: '1.0000' };
      await service.ask(ReceiveStock, { ...moved, effectiveAt: '2026-02-01T00:00:00.000Z' }, { tenantId });
    }
  }
});
afterAll(() => service.close());

const placesOf = ({ items }: Page<StockLevelRow>) => items.map((row) => `${row.itemNumber} ${row.locationCode}`);

it('lists every level once, page by page, with the cursor alone', async () => {
  const seen: string[] = [];
  for (
    let page = await list({ sort: '-itemNumber', asOf, limit: 4 });
    ;
    page = await list({ cursor: page.nextCursor })
  ) {
    seen.push(...placesOf(page));
    if (page.nextCursor === null) break;
  }
  expect(seen.toSorted()).toEqual(['I-1 A', 'I-1 B', 'I-2 A', 'I-2 B', 'I-3 A', 'I-3 B']);
  expect(seen.map((place) => place.slice(0, 3))).toEqual(['I-3', 'I-3', 'I-2', 'I-2', 'I-1', 'I-1']);
});

it('is refused with its first page when it is asked for whole and too long', async () => {
  const other = { tenantId: randomUUID() };
  const item = { itemNumber: 'M-1', name: 'Item', unit: 'kg', min: '5.000' };
  const { id } = await service.ask<Created>(CreateItem, item, other);
  const page = (query: object) =>
    service.ask<PageAsOf<StockLevelRow>>(ListStock, parse(ListStock, { belowMin: true, limit: 2, ...query }), other);
  expect((await page({ whole: true })).items).toHaveLength(1);
  await service.copyItem(id, MAX_WHOLE_ROWS - 1);
  expect((await page({ whole: true })).items).toHaveLength(2);
  await service.copyItem(id, 1);
  await expect(page({ whole: true })).rejects.toMatchObject({ code: 'LIST_TOO_LONG' });
  const { nextCursor } = await page({});
  expect((await page({ whole: true, cursor: nextCursor })).items).toHaveLength(2);
});

it('accepts a cursor with the filters it was made with, and refuses it with others', async () => {
  const asked = { locationId, sort: 'itemNumber', asOf, belowMin: false };
  const { nextCursor: cursor } = await list({ ...asked, limit: 2 });
  expect(placesOf(await list({ ...asked, cursor }))).toEqual(['I-3 A']);
  for (const other of [
    { locationId: randomUUID() },
    { itemId: randomUUID() },
    { lotNumber: 'L-1' },
    { belowMin: true },
    { expiring: 7 },
    { sort: '-itemNumber' },
    { asOf: '2026-03-02T00:00:00.000Z' },
  ]) {
    await expect(list({ cursor, ...other })).rejects.toMatchObject({ code: 'CURSOR_MISMATCH' });
  }
});

it('names the moment that it is about, whether or not one was asked for', async () => {
  const first = await list({ asOf, limit: 4 });
  const second = await list({ cursor: first.nextCursor });
  expect([first.asOf, second.asOf]).toEqual([asOf, asOf]);
  const before = new Date().toISOString();
  const now = await list({});
  expect(now.asOf >= before && now.asOf <= new Date().toISOString()).toBe(true);
  const itemId = first.items[0]?.itemId;
  const ofItem = (query: object) => service.ask<ItemStock>(GetItemStock, { itemId, ...query }, { tenantId });
  expect((await ofItem({ asOf })).asOf).toBe(asOf);
  expect((await ofItem({})).asOf >= now.asOf).toBe(true);
});

it("leaves places that nothing is left at out of an item's stock, as of each moment", async () => {
  const own = { tenantId: randomUUID() };
  const placed = (code: string) => service.ask<Created>(CreateLocation, { code, name: code }, own);
  const [from, to] = [(await placed('A')).id, (await placed('B')).id];
  const { id: itemId } = await service.ask<Created>(CreateItem, { itemNumber: 'I-1', name: 'Item', unit: 'kg' }, own);
  const moved = { itemId, quantity: '1.000' };
  const receipt = { ...moved, locationId: from, unitCost: '1.0000', effectiveAt: '2026-02-01T00:00:00.000Z' };
  await service.ask(ReceiveStock, receipt, own);
  const transfer = { ...moved, fromLocationId: from, toLocationId: to, effectiveAt: '2026-02-02T00:00:00.000Z' };
  await service.ask(TransferStock, transfer, own);
  const at = async (moment: object) =>
    (await service.ask<ItemStock>(GetItemStock, { itemId, ...moment }, own)).locations.map(
      ({ locationId: there }) => there,
    );
  expect(await at({})).toEqual([to]);
  expect(await at({ asOf: '2026-02-03T00:00:00.000Z' })).toEqual([to]);
  expect(await at({ asOf: '2026-02-01T12:00:00.000Z' })).toEqual([from]);
});

it('answers a damaged cursor, or refuses it as such', async () => {
  const asked = { locationId, belowMin: false, asOf };
  const genuine = (await list({ ...asked, limit: 1 })).nextCursor as string;
  await fc.assert(
    fc.asyncProperty(forgedCursors(genuine), async (cursor) => {
      if (cursor === '') return;
      const answer: unknown = await list({ cursor }).catch((error: unknown) => error);
      if (answer instanceof Error) expect(answer).toMatchObject({ code: 'CURSOR_MISMATCH' });
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

describe('items below their min', () => {
  const own = randomUUID();
  const ask = (query: object) =>
    service.ask<PageAsOf<StockLevelRow>>(ListStock, parse(ListStock, query), { tenantId: own });
  const numbersOf = ({ items }: Page<StockLevelRow>) => items.map(({ itemNumber }) => itemNumber);
  const shelves: string[] = [];
  beforeAll(async () => {
    const sent = { tenantId: own };
    for (const code of ['A', 'B']) {
      shelves.push((await service.ask<Created>(CreateLocation, { code, name: code }, sent)).id);
    }
    const stocked = [
      ['NO-MIN', null, '1.000'],
      ['AT', '10.000', '5.000'],
      ['OVER', '9.999', '5.000'],
      ['UNDER', '10.001', '5.000'],
      ['NEVER', '0.001', null],
      ['NEVER-AND-NONE', '0.000', null],
      ['NOWHERE', null, null],
    ] as const;
    for (const [itemNumber, min, quantity] of stocked) {
      const described = { itemNumber, name: 'Item', unit: 'kg', ...(min !== null && { min }) };
      const { id: itemId } = await service.ask<Created>(CreateItem, described, sent);
      if (quantity === null) continue;
      for (const locationId of shelves) {
        const moved = { itemId, locationId, quantity, unitCost: '1.0000' };
        await service.ask(ReceiveStock, { ...moved, effectiveAt: '2026-02-01T00:00:00.000Z' }, sent);
      }
    }
  });

  it('have less over all their locations, and not at or over it', async () => {
    const levels = await ask({ locationId: shelves[0] });
    expect(levels.items.map(({ itemNumber, belowMin }) => [itemNumber, belowMin])).toEqual([
      ['AT', false],
      ['NO-MIN', false],
      ['OVER', false],
      ['UNDER', true],
    ]);
    expect(numbersOf(await ask({ belowMin: true, locationId: shelves[0] }))).toEqual(['UNDER']);
    expect(numbersOf(await ask({ belowMin: false }))).toEqual(['AT', 'AT', 'NO-MIN', 'NO-MIN', 'OVER', 'OVER']);
  });

  it('include items that were never at any location', async () => {
    const below = await ask({ belowMin: true });
    expect(numbersOf(below)).toEqual(['NEVER', 'UNDER', 'UNDER']);
    expect(below.items[0]).toMatchObject({
      locationId: null,
      locationCode: null,
      lotNumber: null,
      expiresOn: null,
      onHand: '0.000',
      available: '0.000',
      belowMin: true,
    });
    expect(numbersOf(await ask({ belowMin: true, asOf: '2026-01-31T00:00:00.000Z' }))).toEqual([
      'AT',
      'NEVER',
      'OVER',
      'UNDER',
    ]);
  });

  it.each(['itemNumber', '-itemNumber', 'locationCode', '-locationCode', '-locationCode,itemNumber'])(
    'are listed once each, page by page, by %s',
    async (sort) => {
      const seen: string[] = [];
      let page = await ask({ belowMin: true, sort, limit: 1 });
      for (; page.nextCursor !== null; page = await ask({ cursor: page.nextCursor, limit: 1 })) {
        seen.push(...placesOf(page));
      }
      seen.push(...placesOf(page));
      expect(seen).toEqual(placesOf(await ask({ belowMin: true, sort })));
      expect(seen.toSorted()).toEqual(['NEVER null', 'UNDER A', 'UNDER B']);
    },
  );
});
