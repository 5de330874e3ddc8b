import type { Created } from '#contracts/created';
import { AdjustStock } from '#contracts/inventory/adjust-stock';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { GetItemStock, type ItemStock } from '#contracts/inventory/get-item-stock';
import { ListStock, type StockLevelRow } from '#contracts/inventory/list-stock';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import type { StockTransaction } from '#contracts/inventory/stock-events';
import { TransferStock } from '#contracts/inventory/transfer-stock';
import { UseStock } from '#contracts/inventory/use-stock';
import type { Page } from '#contracts/declare/list-request';
import { parse } from '#contracts/declare/validation';
import { TestInventory } from '../inventory.fixture';
import { organizationIn } from './organization.fixture';

let service: TestInventory;
beforeAll(async () => {
  service = await TestInventory.open();
});
afterAll(() => service.close());

it('is recorded with the first movement, from the time zone in the stream of the organisation', async () => {
  const tenantId = await organizationIn(service, 'Pacific/Auckland');
  const described = { itemNumber: 'A-1', name: 'Butter', unit: 'kg', lotTracked: true, shelfLifeDays: 10 };
  const { id: itemId } = await service.ask<Created>(CreateItem, described, { tenantId });
  const { id: locationId } = await service.ask<Created>(CreateLocation, { code: 'A', name: 'Shelf' }, { tenantId });
  const moved = { itemId, locationId, quantity: '1.000' };
  const first = { effectiveAt: '2026-03-01T20:00:00.000Z' };
  const receipt = { ...moved, ...first, unitCost: '1.0000', lot: { number: 'L-1' } };
  await service.ask(ReceiveStock, receipt, { tenantId });
  const found = { ...moved, effectiveAt: '2026-03-05T20:00:00.000Z', reason: 'found' };
  await service.ask(AdjustStock, { ...found, lotNumber: 'L-1' }, { tenantId });
  await service.ask(AdjustStock, { ...found, lotNumber: 'L-2' }, { tenantId });

  const recorded = await service.recorded('inventory.stock_ledger', { tenantId, id: itemId });
  const transactions = recorded.map(({ data }) => data as StockTransaction);
  expect(transactions.map(({ movements, seen }) => [movements[0]?.lot, seen.organizationRevision])).toEqual([
    [{ number: 'L-1', expiresOn: '2026-03-12' }, 1],
    [{ number: 'L-1', expiresOn: '2026-03-12' }, null],
    [{ number: 'L-2', expiresOn: '2026-03-16' }, 1],
  ]);
  const levels = await service.ask<Page<StockLevelRow>>(ListStock, { itemId }, { tenantId });
  expect(levels.items.map(({ lotNumber, expiresOn }) => [lotNumber, expiresOn])).toEqual([
    ['L-1', '2026-03-12'],
    ['L-2', '2026-03-16'],
  ]);
});

describe('an expired lot', () => {
  const DAY_MS = 86_400_000;
  const dateIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

  /** On a shelf: 10 of an expired lot, and 3 of one that is not, in any zone. */
  async function stocked(timeZone = 'UTC') {
    const tenantId = await organizationIn(service, timeZone);
    const item = { itemNumber: 'A-1', name: 'Butter', unit: 'kg', lotTracked: true };
    const { id: itemId } = await service.ask<Created>(CreateItem, item, { tenantId });
    const placed = async (code: string) =>
      (await service.ask<Created>(CreateLocation, { code, name: code }, { tenantId })).id;
    const [locationId, disposal] = [await placed('A'), await placed('B')];
    const receive = (quantity: string, number: string, expiresOn: string) =>
      service.ask(
        ReceiveStock,
        { itemId, locationId, quantity, unitCost: '1.0000', lot: { number, expiresOn } },
        { tenantId },
      );
    await receive('10.000', 'OLD', dateIn(-2));
    await receive('3.000', 'NEW', dateIn(2));
    return { tenantId, itemId, locationId, disposal };
  }

  it("is on hand and not available, in the item's stock and in the list", async () => {
    const { tenantId, itemId } = await stocked();
    const stock = await service.ask<ItemStock>(GetItemStock, { itemId }, { tenantId });
    expect(stock).toMatchObject({ onHand: '13.000', available: '3.000' });
    expect(stock.locations.map(({ lotNumber, onHand, available }) => [lotNumber, onHand, available])).toEqual([
      ['NEW', '3.000', '3.000'],
      ['OLD', '10.000', '0.000'],
    ]);
    const levels = await service.ask<Page<StockLevelRow>>(ListStock, {}, { tenantId });
    expect(levels.items.map(({ onHand, available }) => [onHand, available])).toEqual([
      ['3.000', '3.000'],
      ['10.000', '0.000'],
    ]);
  });

  it('is not listed as expiring, which means on hand and not yet expired', async () => {
    const { tenantId, itemId, locationId } = await stocked();
    const expiring = async (days: number) => {
      const query = parse(ListStock, { expiring: days, limit: 1 });
      const { items, nextCursor } = await service.ask<Page<StockLevelRow>>(ListStock, query, { tenantId });
      expect(nextCursor).toBeNull();
      return items.map(({ lotNumber }) => lotNumber);
    };
    expect(await expiring(1)).toEqual([]);
    expect(await expiring(2)).toEqual(['NEW']);
    await service.ask(UseStock, { itemId, locationId, quantity: '3.000', lotNumber: 'NEW' }, { tenantId });
    expect(await expiring(2)).toEqual([]);
  });

  it('is searched for only within the calendar, also with a forged cursor', async () => {
    const { tenantId } = await stocked();
    const { nextCursor } = await service.ask<Page<StockLevelRow>>(ListStock, { limit: 1 }, { tenantId });
    for (const expiring of [-1, 36_501, 0.5, 1e15, '2026-03-12']) {
      expect(() => parse(ListStock, { expiring })).toThrow('expiring must be');
      const pinned = JSON.parse(Buffer.from(nextCursor as string, 'base64url').toString()) as unknown[];
      pinned[1] = { expiring };
      const cursor = Buffer.from(JSON.stringify(pinned)).toString('base64url');
      const asked = service.ask(ListStock, { cursor }, { tenantId });
      await expect(asked).rejects.toMatchObject({ code: 'CURSOR_MISMATCH' });
    }
  });

  it('is not used, and can be written off or moved away', async () => {
    const { tenantId, itemId, locationId, disposal } = await stocked();
    const ask = (contract: Parameters<typeof service.ask>[0], more: object) =>
      service.ask(contract, { itemId, lotNumber: 'OLD', ...more }, { tenantId });
    await expect(ask(UseStock, { locationId, quantity: '1.000' })).rejects.toMatchObject({
      code: 'LOT_NOT_AVAILABLE',
      details: { lotNumber: 'OLD' },
    });
    await ask(AdjustStock, { locationId, quantity: '-4.000', reason: 'expired' });
    await ask(TransferStock, { fromLocationId: locationId, toLocationId: disposal, quantity: '6.000' });
    await ask(UseStock, { locationId, quantity: '3.000', lotNumber: 'NEW' });
  });

  it.each([
    ['Pacific/Auckland', '2026-03-12T10:59:59.999Z', '2026-03-12T11:00:00.000Z'],
    ['America/Los_Angeles', '2026-03-13T06:59:59.999Z', '2026-03-13T07:00:00.000Z'],
  ])('is usable through the end of its last day in %s', async (timeZone, last, over) => {
    const { tenantId, itemId, locationId } = await stocked(timeZone);
    const moved = { itemId, locationId, quantity: '2.000' };
    const lot = { number: 'L-1', expiresOn: '2026-03-12' };
    const received = { ...moved, lot, unitCost: '1.0000', effectiveAt: '2026-03-01T00:00:00.000Z' };
    await service.ask(ReceiveStock, received, { tenantId });
    const availableAt = async (asOf: string) =>
      (await service.ask<ItemStock>(GetItemStock, { itemId, asOf }, { tenantId })).available;
    expect([await availableAt(last), await availableAt(over)]).toEqual(['2.000', '0.000']);
    const use = (effectiveAt: string) =>
      service.ask(UseStock, { ...moved, quantity: '1.000', lotNumber: 'L-1', effectiveAt }, { tenantId });
    await expect(use(over)).rejects.toMatchObject({ code: 'LOT_NOT_AVAILABLE' });
    await use(last);
  });
});
