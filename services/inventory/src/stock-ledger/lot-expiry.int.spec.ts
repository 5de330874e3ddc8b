import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import { event } from '#contracts/event';
import { AdjustStock } from '#contracts/inventory/adjust-stock';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { ListStock, type StockLevelRow } from '#contracts/inventory/list-stock';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import type { StockTransaction } from '#contracts/inventory/stock-events';
import type { Page } from '#contracts/list-request';
import { OrganizationCreated, OrganizationSuspended } from '#contracts/tenancy/organization-events';
import { TestInventory } from '../inventory.fixture';

let service: TestInventory;
beforeAll(async () => {
  service = await TestInventory.open();
});
afterAll(() => service.close());

async function organizationIn(timeZone: string): Promise<string> {
  const id = randomUUID();
  const limits = { employees: 1, users: 1 };
  const described = { slug: 'acme', name: 'Acme', type: 'company', tier: 'free', currency: 'EUR', limits } as const;
  await service.append('tenancy.organization', { tenantId: id, id }, [
    event(OrganizationCreated, { organizationId: id, timeZone, ...described }),
    event(OrganizationSuspended, { organizationId: id, reason: null }),
  ]);
  return id;
}

it('is recorded with the first movement, from the time zone in the stream of the organisation', async () => {
  const tenantId = await organizationIn('Pacific/Auckland');
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
