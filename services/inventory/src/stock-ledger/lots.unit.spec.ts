import { event } from '#contracts/declare/event';
import { LotChanged, LotQuarantined, LotRecalled, LotReleased } from '#contracts/inventory/lot-events';
import { given } from '#libs/testing/given-when-then';
import { adjustStock } from './adjust-stock';
import { changeLot } from '../lot/change-lot';
import { quarantineLot } from '../lot/quarantine-lot';
import { recallLot } from '../lot/recall-lot';
import { receiveStock } from './receive-stock';
import { releaseLot } from '../lot/release-lot';
import { facts, historyOf, ITEM, received, SHELF } from './stock-ledger.fixture';
import { stockLedger, type StockEvent } from './stock-ledger';
import { useStock } from './use-stock';

const day = (date: number) => `2026-01-${String(date).padStart(2, '0')}T09:00:00.000Z`;
const NOW = '2026-01-31T12:00:00.000Z';
const LOT = '0197a3c4-0000-7000-8000-0000000000cc';
const organization = { timeZone: 'Europe/Paris', revision: 3 };
const lot = { itemId: ITEM, lotNumber: 'L1' };
const past = [received('10.000', day(1), { lot: 'L1', expiresOn: '2026-02-01' })];

const of = (effectiveAt: string) => ({ lotId: LOT, itemId: ITEM, lotNumber: 'L1', effectiveAt });
const quarantined = (at: string) => event(LotQuarantined, { ...of(at), reason: null });
const released = (at: string) => event(LotReleased, { ...of(at), reason: null });
const changedTo = (expiresOn: string | null, at: string) => event(LotChanged, { ...of(at), expiresOn });

const use = (events: readonly StockEvent[], effectiveAt?: string, more: object = { lotNumber: 'L1' }) =>
  given(stockLedger, ...events).when(
    useStock,
    { itemId: ITEM, locationId: SHELF, quantity: '1.000', ...(effectiveAt && { effectiveAt }), ...more },
    { facts: { ...facts({ lotTracked: true }), history: historyOf(events), organization } },
  );

describe('a lot in quarantine', () => {
  it('is not used from its moment on, named or not, and is again after its release', () => {
    const held = [...past, quarantined(day(10))];
    use(held, day(9)).thenMatching({ type: 'StockUsed' });
    use(held, day(10)).thenRefused('LOT_NOT_AVAILABLE', { lotNumber: 'L1' });
    use(held, undefined, {}).thenRefused('INSUFFICIENT_AVAILABLE');
    const free = [...held, released(day(20))];
    use(free, day(19)).thenRefused('LOT_NOT_AVAILABLE');
    use(free, day(20)).thenMatching({ type: 'StockUsed' });
  });

  it('is skipped where another one can be taken, and can be written off when it is named', () => {
    const both = [...past, received('5.000', day(1), { lot: 'L2' }), quarantined(day(10))];
    use(both, undefined, {}).thenMatching({ data: { movements: [{ lot: { number: 'L2' } }] } });
    given(stockLedger, ...both)
      .when(
        adjustStock,
        { itemId: ITEM, locationId: SHELF, quantity: '-2.000', reason: 'damaged', lotNumber: 'L1' },
        { facts: { ...facts({ lotTracked: true }), organization } },
      )
      .thenMatching({ type: 'StockAdjusted' });
  });

  it('counts by effective time, however late it was recorded', () => {
    const late = [...past, released(day(20)), quarantined(day(10))];
    use(late, day(15)).thenRefused('LOT_NOT_AVAILABLE');
    use(late).thenMatching({ type: 'StockUsed' });
  });

  it('is put there once, and released once', () => {
    const decide = (events: readonly StockEvent[]) => given(stockLedger, ...events);
    decide(past)
      .when(quarantineLot, { lotId: LOT, reason: 'leaks' }, { facts: lot })
      .thenMatching({
        type: 'LotQuarantined',
        data: { ...of(NOW), reason: 'leaks' },
      });
    decide(past).when(releaseLot, { lotId: LOT }, { facts: lot }).thenRefused('CONFLICT');
    const held = [...past, quarantined(day(10))];
    decide(held).when(quarantineLot, { lotId: LOT }, { facts: lot }).thenRefused('CONFLICT');
    decide(held)
      .when(quarantineLot, { lotId: LOT, effectiveAt: day(9) }, { facts: lot })
      .thenMatching({ type: 'LotQuarantined' });
    decide(held).when(releaseLot, { lotId: LOT }, { facts: lot }).thenMatching({ type: 'LotReleased' });
    decide(held)
      .when(recallLot, { lotId: LOT, reason: 'glass' }, { facts: lot })
      .thenMatching({ data: { reason: 'glass' } });
    const recalled = [...held, event(LotRecalled, { ...of(day(12)), reason: 'glass' })];
    decide(recalled).when(recallLot, { lotId: LOT, reason: 'again' }, { facts: lot }).thenRefused('CONFLICT');
    use(recalled).thenRefused('LOT_NOT_AVAILABLE');
    decide(past)
      .when(quarantineLot, { lotId: LOT }, { facts: { itemId: ITEM, lotNumber: 'L9' } })
      .thenRefused('NOT_FOUND');
    decide(past)
      .when(quarantineLot, { lotId: LOT, effectiveAt: '2026-01-31T12:00:06.000Z' }, { facts: lot })
      .thenRefused('EFFECTIVE_IN_FUTURE');
  });
});

describe("a lot's expiry", () => {
  it('is corrected from a moment on, and stays before it', () => {
    const decide = given(stockLedger, ...past);
    decide.when(changeLot, { lotId: LOT, expiresOn: '2026-01-20', effectiveAt: day(15) }, { facts: lot }).thenMatching({
      type: 'LotChanged',
      data: { ...of(day(15)), expiresOn: '2026-01-20' },
    });
    decide.when(changeLot, { lotId: LOT, expiresOn: '2026-02-01' }, { facts: lot }).thenNothing();
    const shorter = [...past, changedTo('2026-01-20', day(15))];
    use(shorter, day(25)).thenRefused('LOT_NOT_AVAILABLE', { expiresOn: '2026-01-20' });
    use(shorter, day(14)).thenMatching({ data: { movements: [{ lot: { expiresOn: '2026-02-01' } }] } });
    use([...shorter, changedTo(null, day(16))], day(25)).thenMatching({
      data: { movements: [{ lot: { expiresOn: null } }] },
    });
  });

  it('orders the lots that a usage takes', () => {
    const both = [
      ...past,
      received('5.000', day(1), { lot: 'L2', expiresOn: '2026-03-01' }),
      changedTo('2026-04-01', day(5)),
    ];
    use(both, undefined, {}).thenMatching({ data: { movements: [{ lot: { number: 'L2' } }] } });
    use(both, day(4), {}).thenMatching({ data: { movements: [{ lot: { number: 'L1' } }] } });
  });

  it('S06: is kept by a receipt that states none, and no other one may be stated', () => {
    const events = [...past, changedTo('2026-04-01', day(5))];
    const receive = (named: object, effectiveAt?: string) =>
      given(stockLedger, ...events).when(
        receiveStock,
        {
          itemId: ITEM,
          locationId: SHELF,
          quantity: '1.000',
          unitCost: '1',
          lot: { number: 'L1', ...named },
          ...(effectiveAt && { effectiveAt }),
        },
        { facts: { ...facts({ lotTracked: true, shelfLifeDays: 3 }), history: historyOf(events), organization } },
      );
    receive({}).thenMatching({ data: { movements: [{ lot: { number: 'L1', expiresOn: '2026-04-01' } }] } });
    receive({ expiresOn: '2026-05-01' }).thenRefused('LOT_DIFFERS', { lotNumber: 'L1', expiresOn: '2026-04-01' });
    receive({ expiresOn: '2026-04-01' }, day(2)).thenMatching({
      data: { movements: [{ lot: { expiresOn: '2026-02-01' } }] },
    });
  });
});

it('a ledger keeps the latest changes of a lot, and says from when on it still answers', () => {
  const changes = Array.from({ length: 40 }, (_, n) => {
    const at = new Date(Date.UTC(2026, 0, 2, n)).toISOString();
    return n % 2 === 0 ? quarantined(at) : released(at);
  });
  const state = [...past, ...changes].reduce(
    (folded, made, revision) => stockLedger.evolve(folded, { ...made, revision, occurredAt: NOW }),
    stockLedger.initial(),
  );
  expect(state.lots.get('L1')?.states).toHaveLength(16);
  expect(state.heldSince).toBe(Date.UTC(2026, 0, 2, 24));
  const { toJson, fromJson } = stockLedger.snapshot ?? {};
  const restored = fromJson?.(JSON.parse(JSON.stringify(toJson?.(state))) as never);
  expect(restored?.lots.get('L1')?.states).toEqual(state.lots.get('L1')?.states);
  expect(restored?.heldSince).toBe(state.heldSince);
});
