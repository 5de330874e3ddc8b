import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import { ChangeLot } from '#contracts/inventory/change-lot';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { ExpireReservations, type ExpiredReservations } from '#contracts/inventory/expire-reservations';
import { GetItemStock, type ItemStock } from '#contracts/inventory/get-item-stock';
import { GetLotTrace, type LotTrace } from '#contracts/inventory/get-lot-trace';
import { ListLots, type LotDetails } from '#contracts/inventory/list-lots';
import { ListReservations, type ReservationDetails } from '#contracts/inventory/list-reservations';
import { ListStock, type StockLevelRow } from '#contracts/inventory/list-stock';
import { QuarantineLot } from '#contracts/inventory/quarantine-lot';
import { RecallLot } from '#contracts/inventory/recall-lot';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { ReleaseLot } from '#contracts/inventory/release-lot';
import { ReleaseReservation } from '#contracts/inventory/release-reservation';
import { ReserveStock } from '#contracts/inventory/reserve-stock';
import type { UsageRecorded } from '#contracts/inventory/stock-answers';
import { TransferStock } from '#contracts/inventory/transfer-stock';
import { UseStock } from '#contracts/inventory/use-stock';
import { DomainError } from '#contracts/errors';
import type { Page } from '#contracts/declare/list-request';
import { parse } from '#contracts/declare/validation';
import { TestInventory } from '../inventory.fixture';
import { organizationIn } from '../stock-ledger/organization.fixture';

const DAY_MS = 86_400_000;
const dateIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const momentIn = (ms: number) => new Date(Date.now() + ms).toISOString();
const SERVICE = { id: 'service:inventory', type: 'service', roles: [] } as const;

let service: TestInventory;
beforeAll(async () => {
  service = await TestInventory.open();
});
afterAll(() => service.close());

/** An item with some stock in one location, in lots by number where it has any. */
async function stocked(lots: Readonly<Record<string, string | null>> | null, quantity = '10.000') {
  const tenantId = await organizationIn(service, 'Europe/Paris');
  const ask = <Answer extends object>(
    contract: Parameters<typeof service.ask>[0],
    payload: object,
    more: object = {},
  ) => service.ask<Answer>(contract, parse(contract as never, payload), { tenantId, ...more });
  const placed = async (code: string) => (await ask<Created>(CreateLocation, { code, name: code })).id;
  const [locationId, cellar] = [await placed('A'), await placed('B')];
  const described = { itemNumber: 'I-1', name: 'Butter', unit: 'kg', lotTracked: lots !== null };
  const { id: itemId } = await ask<Created>(CreateItem, described);
  for (const [number, expiresOn] of lots ? Object.entries(lots) : [[undefined, null] as const]) {
    const lot = number === undefined ? {} : { lot: { number, ...(expiresOn !== null && { expiresOn }) } };
    const receipt = { itemId, locationId, quantity, unitCost: '1', reference: `Delivery ${number ?? ''}`, ...lot };
    await ask(ReceiveStock, { ...receipt, effectiveAt: momentIn(-10 * DAY_MS) });
  }
  const stock = () => ask<ItemStock>(GetItemStock, { itemId });
  const reserve = (more: object) =>
    ask<Created>(ReserveStock, { itemId, reference: 'Order 1', expiresAt: momentIn(DAY_MS), ...more });
  const use = (more: object) => ask<UsageRecorded>(UseStock, { itemId, locationId, ...more });
  const lotId = async (lotNumber: string) =>
    (await ask<Page<LotDetails>>(ListLots, { lotNumber })).items[0]?.id as string;
  return { tenantId, itemId, locationId, cellar, ask, stock, reserve, use, lotId };
}

/** How many were accepted, and the codes of the refusals. */
async function outcomes(work: readonly Promise<unknown>[]) {
  const settled = await Promise.allSettled(work);
  const refusals = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const codes = refusals.map((error) => (error instanceof DomainError ? error.code : error));
  return { accepted: settled.length - refusals.length, codes: [...new Set(codes)] };
}

describe('at once', () => {
  it('64 usages of the last 10 pieces: exactly 10 succeed', async () => {
    const { use, stock } = await stocked({ OLD: dateIn(9), NEW: null }, '5.000');
    const raced = await outcomes(Array.from({ length: 64 }, () => use({ quantity: '1.000' })));
    expect(raced).toEqual({ accepted: 10, codes: ['INSUFFICIENT_STOCK'] });
    expect(await stock()).toMatchObject({ onHand: '0.000', available: '0.000' });
  }, 60_000);

  it('S20: 64 reservations of one of the last 5: exactly 5 succeed', async () => {
    const { reserve, stock } = await stocked(null, '5.000');
    const raced = await outcomes(Array.from({ length: 64 }, () => reserve({ quantity: '1.000' })));
    expect(raced).toEqual({ accepted: 5, codes: ['INSUFFICIENT_AVAILABLE'] });
    expect(await stock()).toMatchObject({ onHand: '5.000', available: '0.000', reserved: '5.000' });
  }, 60_000);
});

describe('S19: a reservation', () => {
  it('is shown with what is left of it, in the stock and in the list, until it is released', async () => {
    const { ask, stock, reserve, use, itemId } = await stocked(null);
    const { id: reservationId } = await reserve({ quantity: '10.000' });
    await expect(use({ quantity: '4.000' })).rejects.toMatchObject({ code: 'INSUFFICIENT_AVAILABLE' });
    await use({ quantity: '4.000', reservationId });
    expect(await stock()).toMatchObject({ onHand: '6.000', reserved: '6.000', available: '0.000' });
    const list = async (query: object) =>
      (await ask<Page<ReservationDetails>>(ListReservations, { itemId, ...query })).items;
    expect(await list({ status: 'open', q: 'order' })).toMatchObject([{ id: reservationId, left: '6.000' }]);
    await ask(ReleaseReservation, { reservationId });
    expect(await stock()).toMatchObject({ onHand: '6.000', reserved: '0.000', available: '6.000' });
    await expect(ask(ReleaseReservation, { reservationId })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await list({ status: 'open' })).toEqual([]);
    expect(await list({})).toMatchObject([{ status: 'released', left: '6.000' }]);
    await expect(ask(ReleaseReservation, { reservationId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is in the stock as of its own time', async () => {
    const { ask, reserve, itemId } = await stocked(null);
    await reserve({ quantity: '3.000' });
    const before = await ask<ItemStock>(GetItemStock, { itemId, asOf: momentIn(-DAY_MS) });
    expect(before).toMatchObject({ onHand: '10.000', reserved: '0.000', available: '10.000' });
    const after = await ask<ItemStock>(GetItemStock, { itemId, asOf: momentIn(2 * DAY_MS) });
    expect(after).toMatchObject({ onHand: '10.000', reserved: '0.000', available: '10.000' });
  });

  it('of a location leaves each level what a usage there can take', async () => {
    const { ask, reserve, use, itemId, locationId, cellar } = await stocked(null);
    await ask(TransferStock, { itemId, fromLocationId: locationId, toLocationId: cellar, quantity: '4.000' });
    await reserve({ quantity: '3.000', locationId: cellar });
    await reserve({ quantity: '2.000' });
    const levels = await ask<Page<StockLevelRow>>(ListStock, { itemId });
    expect(
      levels.items.map(({ locationCode, onHand, available, reserved }) => [locationCode, onHand, available, reserved]),
    ).toEqual([
      ['A', '6.000', '5.000', '0.000'],
      ['B', '4.000', '1.000', '3.000'],
    ]);
    await expect(use({ quantity: '5.001' })).rejects.toMatchObject({ code: 'INSUFFICIENT_AVAILABLE' });
    await use({ quantity: '5.000' });
  });

  it('expires by itself, and its expiry is recorded once by the job', async () => {
    const { ask, reserve, itemId } = await stocked(null);
    const { id } = await reserve({ quantity: '4.000', expiresAt: momentIn(2_000) });
    await reserve({ quantity: '5.000' });
    const later = { now: momentIn(3_000), actor: SERVICE };
    const expire = () => ask<ExpiredReservations>(ExpireReservations, {}, { ...later, commandId: randomUUID() });
    expect(await expire()).toEqual({ reservations: 1 });
    expect(await expire()).toEqual({ reservations: 0 });
    const { items } = await ask<Page<ReservationDetails>>(ListReservations, { itemId, status: 'expired' });
    expect(items).toMatchObject([{ id, status: 'expired', left: '4.000' }]);
    const after = await ask<ItemStock>(GetItemStock, { itemId, asOf: momentIn(3_000) });
    expect(after).toMatchObject({ reserved: '5.000', available: '5.000' });
  });
});

describe('lots', () => {
  it('are listed by expiry, with their state and their stock', async () => {
    const { ask, use, lotId } = await stocked({ OLD: dateIn(-2), SOON: dateIn(2), LATE: dateIn(60), NONE: null });
    const list = async (query: object) =>
      (await ask<Page<LotDetails>>(ListLots, query)).items.map(({ lotNumber }) => lotNumber);
    expect(await list({})).toEqual(['OLD', 'SOON', 'LATE', 'NONE']);
    expect(await list({ expired: true })).toEqual(['OLD']);
    expect(await list({ expired: false })).toEqual(['SOON', 'LATE', 'NONE']);
    expect(await list({ expiring: 2 })).toEqual(['SOON']);
    expect(await list({ expiresBefore: dateIn(60) })).toEqual(['OLD', 'SOON']);
    await use({ quantity: '10.000', lotNumber: 'SOON' });
    expect(await list({ onHand: false })).toEqual(['SOON']);
    expect(await list({ onHand: true })).toEqual(['OLD', 'LATE', 'NONE']);
    await ask(QuarantineLot, { lotId: await lotId('LATE'), reason: 'leaks' });
    expect(await list({ state: 'quarantined' })).toEqual(['LATE']);
    const [late] = (await ask<Page<LotDetails>>(ListLots, { lotNumber: 'LATE' })).items;
    expect(late).toMatchObject({ itemNumber: 'I-1', unit: 'kg', onHand: '10.000', expired: false, recalled: null });
  });

  it('in quarantine are not available, from its effective time on, until they are released', async () => {
    const { ask, stock, use, lotId, itemId } = await stocked({ A: null, B: null });
    const held = await lotId('A');
    const since = momentIn(-3 * DAY_MS);
    await ask(QuarantineLot, { lotId: held, effectiveAt: since });
    expect(await stock()).toMatchObject({ onHand: '20.000', available: '10.000' });
    expect(await ask<ItemStock>(GetItemStock, { itemId, asOf: momentIn(-4 * DAY_MS) })).toMatchObject({
      available: '20.000',
    });
    expect(await ask<ItemStock>(GetItemStock, { itemId, asOf: momentIn(-2 * DAY_MS) })).toMatchObject({
      available: '10.000',
    });
    await expect(use({ quantity: '1.000', lotNumber: 'A' })).rejects.toMatchObject({ code: 'LOT_NOT_AVAILABLE' });
    await expect(use({ quantity: '11.000' })).rejects.toMatchObject({ code: 'INSUFFICIENT_AVAILABLE' });
    await expect(ask(QuarantineLot, { lotId: held })).rejects.toMatchObject({ code: 'CONFLICT' });
    await ask(ReleaseLot, { lotId: held });
    await use({ quantity: '11.000' });
    await expect(ask(ReleaseLot, { lotId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('with a corrected expiry can be used again, and had the former one before', async () => {
    const { ask, stock, use, lotId, itemId } = await stocked({ OLD: dateIn(-2) });
    expect(await stock()).toMatchObject({ available: '0.000' });
    await ask(ChangeLot, { lotId: await lotId('OLD'), expiresOn: dateIn(5) });
    expect(await stock()).toMatchObject({ available: '10.000' });
    expect(await ask<ItemStock>(GetItemStock, { itemId, asOf: momentIn(-DAY_MS / 2) })).toMatchObject({
      available: '0.000',
    });
    await use({ quantity: '10.000' });
  });

  it('are traced forward and back in one answer, also when they were recalled', async () => {
    const { ask, use, lotId, itemId, locationId, cellar } = await stocked({ A: dateIn(9) });
    await ask(TransferStock, { itemId, fromLocationId: locationId, toLocationId: cellar, quantity: '4.000' });
    await use({ quantity: '2.500', reference: 'Kitchen order 12' });
    const id = await lotId('A');
    await ask(RecallLot, { lotId: id, reason: 'glass' });
    const trace = await ask<LotTrace>(GetLotTrace, { lotId: id });
    expect(trace.lot).toMatchObject({ id, lotNumber: 'A', state: 'quarantined', recalled: 'glass', onHand: '7.500' });
    expect(trace.cameIn).toMatchObject([
      { kind: 'receive', stockQuantity: '10.000', reference: 'Delivery A', locationCode: 'A' },
    ]);
    expect(trace.moved.map(({ locationCode, stockQuantity }) => [locationCode, stockQuantity])).toEqual([
      ['A', '-4.000'],
      ['B', '4.000'],
    ]);
    expect(trace.wentOut).toMatchObject([{ kind: 'use', stockQuantity: '-2.500', reference: 'Kitchen order 12' }]);
    expect(trace.stock).toMatchObject([
      { locationCode: 'A', onHand: '3.500' },
      { locationCode: 'B', onHand: '4.000' },
    ]);
    expect(trace.changes).toMatchObject([{ kind: 'recalled', reason: 'glass' }]);
    expect(trace).toMatchObject({ quantityIn: '10.000', quantityOut: '2.500' });
  });
});
