import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import type { Page } from '#contracts/declare/list-request';
import { AdjustStock } from '#contracts/inventory/adjust-stock';
import { ChangeCostMethod } from '#contracts/inventory/change-cost-method';
import { CorrectReceipt } from '#contracts/inventory/correct-receipt';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { GetItemStock, type ItemStock } from '#contracts/inventory/get-item-stock';
import type { Movement } from '#contracts/inventory/get-movement';
import { GetStockFreeze } from '#contracts/inventory/get-stock-freeze';
import { ListItemMovements } from '#contracts/inventory/list-item-movements';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { ReleaseReservation } from '#contracts/inventory/release-reservation';
import { ReserveStock } from '#contracts/inventory/reserve-stock';
import { ReturnStock } from '#contracts/inventory/return-stock';
import { ReverseMovement } from '#contracts/inventory/reverse-movement';
import { SetStockFreeze } from '#contracts/inventory/set-stock-freeze';
import type {
  ReturnRecorded,
  TakenBackRecorded,
  TransactionRecorded,
  UsageRecorded,
} from '#contracts/inventory/stock-answers';
import type { StockTransaction } from '#contracts/inventory/stock-events';
import { TakeBackStock } from '#contracts/inventory/take-back-stock';
import { UseStock } from '#contracts/inventory/use-stock';
import { TestInventory } from '../inventory.fixture';
import { organizationIn } from './organization.fixture';
import { stockHistory } from './stock-ledger';

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

const manager = { id: randomUUID(), type: 'user', roles: ['manager'] } as const;

/** The same with 4 of them used. */
async function usedFrom(tenantId: string) {
  const own = await received(tenantId, 'A-1');
  const usage = { itemId: own.itemId, locationId: own.locationId, quantity: '4.000' };
  const { movementIds } = await service.ask<UsageRecorded>(UseStock, usage, { tenantId });
  return { ...own, usedMovementId: movementIds[0] as string };
}

const ledgerOf = ({ tenantId, itemId }: { tenantId: string; itemId: string }) =>
  service.recorded('inventory.stock_ledger', { tenantId, id: itemId });

describe('a command that names a movement only', () => {
  it('reverses its whole transaction once, however often it is sent', async () => {
    const own = await usedFrom(randomUUID());
    const by = { tenantId: own.tenantId, commandId: randomUUID() };
    const asked = { movementId: own.usedMovementId, note: 'Wrong item' };
    const first = await service.ask<TransactionRecorded>(ReverseMovement, asked, by);
    expect(await service.ask(ReverseMovement, asked, by)).toEqual(first);
    const { items } = await service.ask<Page<Movement>>(ListItemMovements, { itemId: own.itemId }, by);
    const [reversal, usage] = items;
    expect(reversal).toMatchObject({
      id: first.movementIds[0],
      kind: 'use',
      stockQuantity: '4.000',
      valueWhenRecorded: '4.0000',
      note: 'Wrong item',
      reverses: own.usedMovementId,
      itemBalanceAfter: '10.000',
      effectiveAt: usage?.effectiveAt,
    });
    expect(usage).toMatchObject({
      id: own.usedMovementId,
      reversedBy: first.movementIds[0],
      itemBalanceAfter: '10.000',
    });
    const stock = await service.ask<ItemStock>(GetItemStock, { itemId: own.itemId }, by);
    expect(stock.onHand).toBe('10.000');
  });

  it('corrects a receipt in its place, and takes a part of a usage back', async () => {
    const own = await usedFrom(randomUUID());
    const { tenantId, itemId } = own;
    const fixed = { receivedMovementId: own.movementId, unitCost: '2.00000000' };
    const corrected = await service.ask<TransactionRecorded>(CorrectReceipt, fixed, { tenantId });
    const part = { usedMovementId: own.usedMovementId, quantity: '1.000' };
    expect(await service.ask<TakenBackRecorded>(TakeBackStock, part, { tenantId })).toMatchObject({ cost: '2.0000' });
    const { state } = await service.commands.state(stockHistory, tenantId, itemId);
    expect(state.values?.all().at(-1)).toMatchObject({ quantityAfter: 7_000n, valueAfter: 140_000n });
    expect(await ledgerOf(own)).toMatchObject([
      { type: 'StockReceived' },
      { type: 'StockUsed' },
      { data: { movements: [{ reverses: own.movementId }, { place: { revision: 0, ordinal: 0 } }] } },
      { type: 'StockTakenBack' },
    ]);
    expect(corrected.movementIds).toHaveLength(2);
    const { items } = await service.ask<Page<Movement>>(
      ListItemMovements,
      { itemId, sort: 'effectiveAt' },
      { tenantId },
    );
    const shown = new Map(items.map(({ id, value, valueWhenRecorded }) => [id, [value, valueWhenRecorded]]));
    expect(shown.get(own.movementId)).toEqual(['10.0000', '10.0000']);
    expect(corrected.movementIds.map((id) => shown.get(id))).toEqual([
      ['-10.0000', '-10.0000'],
      ['20.0000', '20.0000'],
    ]);
    expect(shown.get(own.usedMovementId)).toEqual(['-8.0000', '-4.0000']);
    const stock = await service.ask<ItemStock>(GetItemStock, { itemId }, { tenantId });
    expect([stock.onHand, stock.value]).toEqual(['7.000', '14.0000']);
  });

  it('does not touch a settle row', async () => {
    const tenantId = randomUUID();
    const item = { itemNumber: 'A-1', name: 'Flour', unit: 'kg', allowNegative: true };
    const { id: itemId } = await service.ask<Created>(CreateItem, item, { tenantId });
    const { id: locationId } = await service.ask<Created>(CreateLocation, { code: 'A', name: 'Shelf' }, { tenantId });
    const moved = { itemId, locationId, quantity: '4.000' };
    await service.ask(UseStock, moved, { tenantId });
    await service.ask(ReceiveStock, { ...moved, unitCost: '2.00000000' }, { tenantId });
    const { items } = await service.ask<Page<Movement>>(ListItemMovements, { itemId }, { tenantId });
    const settled = items.find(({ kind }) => kind === 'settle');
    expect(settled).toMatchObject({ value: '-8.0000' });
    for (const asked of [
      service.ask(ReverseMovement, { movementId: settled?.id }, { tenantId }),
      service.ask(CorrectReceipt, { receivedMovementId: settled?.id, quantity: '5.000' }, { tenantId }),
    ]) {
      await expect(asked).rejects.toMatchObject({ code: 'NOT_REVERSIBLE' });
    }
    expect(await ledgerOf({ tenantId, itemId })).toHaveLength(2);
  });

  it('finds none of another organisation, and no unknown one', async () => {
    const [own, foreign] = [await usedFrom(randomUUID()), await usedFrom(randomUUID())];
    const { tenantId } = own;
    for (const unknown of [foreign.usedMovementId, randomUUID()]) {
      const asked = [
        service.ask(ReverseMovement, { movementId: unknown }, { tenantId }),
        service.ask(CorrectReceipt, { receivedMovementId: unknown, unitCost: '2' }, { tenantId }),
        service.ask(TakeBackStock, { usedMovementId: unknown, quantity: '1.000' }, { tenantId }),
      ];
      for (const each of asked) await expect(each).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await ledgerOf(foreign)).toHaveLength(2);
  });

  it('is not taken for unknown while the rows are behind', async () => {
    service.lagging = true;
    try {
      const asked = service.ask(ReverseMovement, { movementId: randomUUID() }, { tenantId: randomUUID() });
      await expect(asked).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    } finally {
      service.lagging = false;
    }
  });
});

it('shows the available and reserved stock that was known at a time', async () => {
  const own = await received(randomUUID(), 'A-1');
  const { tenantId, itemId, locationId } = own;
  const reserved = { itemId, quantity: '4.000', reference: 'Order 1', expiresAt: '2999-01-01T00:00:00.000Z' };
  const { id: reservationId } = await service.ask<Created>(ReserveStock, reserved, { tenantId });
  const usage = { itemId, locationId, quantity: '1.000', reservationId };
  const { movementIds } = await service.ask<UsageRecorded>(UseStock, usage, { tenantId });
  await service.ask(ReverseMovement, { movementId: movementIds[0] }, { tenantId });
  await service.ask(ReleaseReservation, { reservationId }, { tenantId });
  const known: string[] = [];
  for (const { recordedAt: knownAt } of await ledgerOf(own)) {
    const stock = await service.ask<ItemStock>(GetItemStock, { itemId, knownAt }, { tenantId });
    known.push([stock.onHand, stock.reserved, stock.available].join(' / '));
  }
  expect(known).toEqual([
    '10.000 / 0.000 / 10.000',
    '10.000 / 4.000 / 6.000',
    '9.000 / 3.000 / 6.000',
    '10.000 / 4.000 / 6.000',
    '10.000 / 0.000 / 10.000',
  ]);
});

describe('the frozen period of an organisation', () => {
  it("is nobody's until it is set, and is shown as it was set last", async () => {
    const tenantId = randomUUID();
    expect(await service.ask(GetStockFreeze, {}, { tenantId })).toMatchObject({
      id: tenantId,
      through: null,
      reason: null,
    });
    await service.ask(SetStockFreeze, { through: '2026-03-31', reason: 'Closed' }, { tenantId });
    expect(await service.ask(GetStockFreeze, {}, { tenantId })).toMatchObject({
      through: '2026-03-31',
      reason: 'Closed',
    });
  });

  it('refuses movements in it to those who may not bypass it, and is recorded with each decision', async () => {
    const tenantId = await organizationIn(service, 'Europe/Paris');
    const own = await received(tenantId, 'A-1');
    await service.ask(SetStockFreeze, { through: '2026-03-31', reason: 'Closed' }, { tenantId });
    const receipt = { itemId: own.itemId, locationId: own.locationId, quantity: '1.000', unitCost: '1' };
    const last = { ...receipt, effectiveAt: '2026-03-31T21:59:59.999Z' };
    await expect(service.ask(ReceiveStock, last, { tenantId, actor: manager })).rejects.toMatchObject({
      code: 'PERIOD_FROZEN',
      details: { through: '2026-03-31' },
    });
    expect(await ledgerOf(own)).toHaveLength(1);
    await service.ask(
      ReceiveStock,
      { ...receipt, effectiveAt: '2026-03-31T22:00:00.000Z' },
      { tenantId, actor: manager },
    );
    await service.ask(ReceiveStock, last, { tenantId });
    const seen = (await ledgerOf(own)).map(({ data }) => (data as StockTransaction).seen.freezeRevision);
    expect(seen).toEqual([null, 0, 0]);
  });
});

it('changes the method of an item from a moment on', async () => {
  const own = await usedFrom(randomUUID());
  const { tenantId, itemId } = own;
  const asked = { itemId, method: 'fifo' };
  expect(await service.ask<Created>(ChangeCostMethod, asked, { tenantId })).toMatchObject({ id: itemId, revision: 2 });
  expect(await service.ask<Created>(ChangeCostMethod, asked, { tenantId })).toMatchObject({ id: itemId, revision: 2 });
  expect(await ledgerOf(own)).toHaveLength(3);
});

it('returns stock at the cost of the method, and finds no line of an unknown order', async () => {
  const own = await received(randomUUID(), 'A-1');
  const { tenantId, itemId, locationId } = own;
  const asked = { itemId, locationId, quantity: '3.000' };
  const returned = await service.ask<ReturnRecorded>(ReturnStock, asked, { tenantId });
  expect(returned).toMatchObject({ cost: '3.0000', orderValue: null });
  await expect(service.ask(ReturnStock, { ...asked, orderLineId: randomUUID() }, { tenantId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    fields: [{ pointer: '/orderLineId' }],
  });
  expect(await ledgerOf(own)).toMatchObject([{}, { type: 'StockReturned', data: { movements: [{ kind: 'return' }] } }]);
});
