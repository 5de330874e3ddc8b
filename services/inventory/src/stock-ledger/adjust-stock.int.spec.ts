import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import { AdjustStock } from '#contracts/inventory/adjust-stock';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import type { TransactionRecorded } from '#contracts/inventory/stock-answers';
import type { StockTransaction } from '#contracts/inventory/stock-events';
import { TestInventory } from '../inventory.fixture';

let service: TestInventory;
beforeAll(async () => {
  service = await TestInventory.open();
});
afterAll(() => service.close());

/** An item with 10 on a shelf, and the movement that brought them. */
async function received(tenantId: string, itemNumber: string) {
  const described = { itemNumber, name: 'Flour', unit: 'kg' };
  const { id: itemId } = await service.ask<Created>(CreateItem, described, { tenantId });
  const placed = { code: itemNumber, name: 'Shelf' };
  const { id: locationId } = await service.ask<Created>(CreateLocation, placed, { tenantId });
  const receipt = { itemId, locationId, quantity: '10.000', unitCost: '1.0000' };
  const { movementIds } = await service.ask<TransactionRecorded>(ReceiveStock, receipt, { tenantId });
  return { tenantId, itemId, locationId, movementId: movementIds[0] as string };
}

const correct = ({ tenantId, itemId, locationId }: Awaited<ReturnType<typeof received>>, corrects: string) =>
  service.ask<TransactionRecorded>(
    AdjustStock,
    { itemId, locationId, quantity: '-1.000', reason: 'correction', corrects },
    { tenantId },
  );

it('corrects a movement of the same item, an adjustment too', async () => {
  const own = await received(randomUUID(), 'A-1');
  const adjusted = await correct(own, own.movementId);
  await correct(own, adjusted.movementIds[0] as string);
  const recorded = await service.recorded('inventory.stock_ledger', { tenantId: own.tenantId, id: own.itemId });
  expect(recorded.map(({ data }) => (data as StockTransaction).corrects)).toEqual([
    null,
    own.movementId,
    adjusted.movementIds[0],
  ]);
});

it('corrects no movement of another item, of another organisation, or an unknown one', async () => {
  const own = await received(randomUUID(), 'A-1');
  const other = await received(own.tenantId, 'A-2');
  const foreign = await received(randomUUID(), 'A-1');
  for (const unknown of [other.movementId, foreign.movementId, randomUUID()]) {
    await expect(correct(own, unknown)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      fields: [{ pointer: '/corrects', code: 'NOT_FOUND', message: 'is no movement of this item' }],
    });
  }
  expect(await service.recorded('inventory.stock_ledger', { tenantId: own.tenantId, id: own.itemId })).toHaveLength(1);
});
