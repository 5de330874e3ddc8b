import fc from 'fast-check';
import { v5 } from 'uuid';
import { event } from '#contracts/declare/event';
import { StockReservationReleased } from '#contracts/inventory/reservation-events';
import { StockReversed, StockUsed } from '#contracts/inventory/stock-events';
import type { ErrorCode } from '#contracts/errors';
import { quantityText } from '#contracts/values/amounts';
import { given } from '#libs/testing/given-when-then';
import { adjustStock } from './adjust-stock';
import { WHOLE, availabilityAt, seenStock } from './availability';
import { expireReservations } from '../reservation/expire-reservations';
import { releaseReservation } from '../reservation/release-reservation';
import { reserveStock } from '../reservation/reserve-stock';
import { CELLAR, facts, historyOf, ITEM, received, reserved, SHELF, used } from './stock-ledger.fixture';
import { stockLedger, type StockEvent } from './stock-ledger';
import { transferStock } from './transfer-stock';
import { useStock } from './use-stock';

const day = (date: number) => `2026-01-${String(date).padStart(2, '0')}T09:00:00.000Z`;
const NOW = '2026-01-31T12:00:00.000Z';
const ID = '0197a3c4-0000-7000-8000-0000000000aa';
const OTHER = '0197a3c4-0000-7000-8000-0000000000bb';
const organization = { timeZone: 'Europe/Paris', revision: 3 };

const past = [received('10.000', day(1))];
const asked = { itemId: ITEM, quantity: '10.000', reference: 'Order 1', expiresAt: '2026-03-01T00:00:00.000Z' };

const factsOf = (events: readonly StockEvent[], item: object = {}) => ({
  ...facts(item),
  history: historyOf(events),
  organization,
});
const reserve = (events: readonly StockEvent[], more: object = {}, item: object = {}) =>
  given(stockLedger, ...events).when(reserveStock, { ...asked, ...more }, { facts: factsOf(events, item) });
const use = (events: readonly StockEvent[], more: object = {}, item: object = {}) =>
  given(stockLedger, ...events).when(
    useStock,
    { itemId: ITEM, locationId: SHELF, quantity: '4.000', ...more },
    { facts: factsOf(events, item) },
  );
const release = (events: readonly StockEvent[], reservationId = ID) =>
  given(stockLedger, ...events).when(releaseReservation, { reservationId }, { facts: { itemId: ITEM } });

/** The usage of a reservation, as recorded. */
const consumed = (quantity: string, effectiveAt: string, by = quantity) => {
  const { type, data } = used(quantity, effectiveAt);
  return { type, data: { ...data, reservationId: ID, consumed: by } } as StockEvent & { data: StockUsed };
};

/** The reversal of a usage, as recorded. */
const reversal = ({ data }: StockEvent & { data: StockUsed }): StockEvent =>
  event(StockReversed, {
    ...data,
    transactionId: OTHER,
    movements: data.movements.map((movement) => ({
      ...movement,
      movementId: OTHER,
      stockQuantity: movement.stockQuantity.slice(1),
      reverses: movement.movementId,
    })),
    reversed: data.transactionId,
    reversedRevision: 1,
  });

/** On hand, reserved and available of the item, as of a moment; by ledger and history alike. */
function quantities(events: readonly StockEvent[], at = NOW) {
  const history = historyOf(events);
  const ledger = events.reduce(
    (state, made, revision) => stockLedger.evolve(state, { ...made, revision, occurredAt: NOW }),
    stockLedger.initial(),
  );
  const [ofHistory, ofLedger] = [{ ...facts(), history }, facts()].map((seen) => {
    const availability = availabilityAt(seenStock(seen, ledger), Date.parse(at));
    return [availability.reserved(WHOLE), availability.available(WHOLE)].map(quantityText);
  });
  expect(ofLedger).toEqual(ofHistory);
  return ofHistory;
}

describe('S19: a reservation', () => {
  const open = [...past, reserved('10.000', day(2), { id: ID })];

  it('is of what is available, in any unit', () => {
    reserve(past).thenMatching({
      type: 'StockReserved',
      data: { stockQuantity: '10.000', locationId: null, effectiveAt: NOW, expiresAt: '2026-03-01T00:00:00.000Z' },
    });
    reserve(past, { quantity: '1.000', unit: 'case' }).thenRefused('INSUFFICIENT_AVAILABLE', {
      available: '10.000',
      shortage: '2.000',
    });
    reserve(past, { expiresAt: NOW }).thenRefused('VALIDATION_FAILED');
    reserve(past, { lotNumber: 'L1' }).thenRefused('VALIDATION_FAILED');
  });

  it('keeps what it sets aside from usages that do not name it', () => {
    use(open).thenRefused('INSUFFICIENT_AVAILABLE', { available: '0.000', shortage: '4.000', moment: NOW });
    use(open, { reservationId: ID }).thenMatching({ data: { reservationId: ID, consumed: '4.000' } });
    expect(quantities(open)).toEqual(['10.000', '0.000']);
    expect(quantities([...open, consumed('4.000', day(3))])).toEqual(['6.000', '0.000']);
  });

  it('is released once, with what is left of it', () => {
    const usedUp = [...open, consumed('4.000', day(3))];
    release(usedUp).thenMatching({ type: 'StockReservationReleased', data: { left: '6.000', effectiveAt: NOW } });
    const released = [...usedUp, ...release(usedUp).events()];
    expect(quantities(released)).toEqual(['0.000', '6.000']);
    expect(quantities(released, day(30))).toEqual(['6.000', '0.000']);
    release(released).thenRefused('CONFLICT');
    use(released, { reservationId: ID }).thenRefused('CONFLICT');
  });

  it('gives a reversed usage back while it is open, and else only the stock returns', () => {
    const usage = consumed('4.000', day(3));
    const back = [...open, usage, reversal(usage)];
    expect(quantities(back)).toEqual(['10.000', '0.000']);
    const ended = [...open, usage, ...release([...open, usage]).events(), reversal(usage)];
    expect(quantities(ended)).toEqual(['0.000', '10.000']);
  });

  it('is consumed as far as it goes, and the rest has to be available', () => {
    const six = [...past, reserved('6.000', day(2), { id: ID })];
    use(six, { quantity: '7.000', reservationId: ID }).thenMatching({ data: { consumed: '6.000' } });
    const both = [...six, reserved('4.000', day(2))];
    use(both, { quantity: '7.000', reservationId: ID }).thenRefused('INSUFFICIENT_AVAILABLE', { shortage: '1.000' });
    use(both, { quantity: '6.000', reservationId: ID }).thenMatching({ data: { consumed: '6.000' } });
  });

  it('holds until its expiry, recorded or not', () => {
    const short = [...past, reserved('10.000', day(2), { id: ID, expiresAt: day(20) })];
    expect(quantities(short, day(19))).toEqual(['10.000', '0.000']);
    expect(quantities(short, day(20))).toEqual(['0.000', '10.000']);
    use(short).thenMatching({ type: 'StockUsed' });
    use(short, { reservationId: ID }).thenRefused('CONFLICT');
    release(short).thenRefused('CONFLICT');
    const expire = (events: readonly StockEvent[]) =>
      given(stockLedger, ...events).when(expireReservations, { itemId: ITEM });
    expire(short).thenMatching({ type: 'StockReservationExpired', data: { effectiveAt: day(20), left: '10.000' } });
    expire([...short, ...expire(short).events()]).thenNothing();
    expire(open).thenNothing();
  });

  it('is of the item, and of the location and the lot of the usage', () => {
    use(open, { reservationId: OTHER }).thenRefused('NOT_FOUND');
    const shelf = [
      ...past,
      received('5.000', day(1), { locationId: CELLAR }),
      reserved('2.000', day(2), { id: ID, locationId: SHELF }),
    ];
    use(shelf, { locationId: CELLAR, quantity: '1.000', reservationId: ID }).thenRefused('VALIDATION_FAILED');
    const lots = [
      received('5.000', day(1), { lot: 'A', expiresOn: '2026-02-01' }),
      received('5.000', day(1), { lot: 'B' }),
      reserved('3.000', day(2), { id: ID, lot: 'B' }),
    ];
    const named = (more: object) => use(lots, { quantity: '2.000', reservationId: ID, ...more }, { lotTracked: true });
    named({ lotNumber: 'A' }).thenRefused('VALIDATION_FAILED');
    named({}).thenMatching({ data: { movements: [{ lot: { number: 'B' } }], consumed: '2.000' } });
  });

  it('is counted at the moment of a backdated usage only from its own moment on, and now in any case', () => {
    const stock = [...past, received('3.000', day(10)), reserved('5.000', day(5), { id: ID })];
    use(stock, { quantity: '6.000', effectiveAt: day(6) }).thenRefused('INSUFFICIENT_AVAILABLE', {
      moment: day(6),
      available: '5.000',
      shortage: '1.000',
    });
    use(stock, { quantity: '9.000', effectiveAt: day(4) }).thenRefused('INSUFFICIENT_AVAILABLE', {
      moment: NOW,
      available: '8.000',
    });
    use(stock, { quantity: '8.000', effectiveAt: day(4) }).thenMatching({ type: 'StockUsed' });
  });

  it('does not stop adjustments and transfers, and not the usages of an item that may go below zero', () => {
    const seen = { facts: factsOf(open) };
    const adjustment = { itemId: ITEM, locationId: SHELF, quantity: '-4.000', reason: 'lost' } as const;
    given(stockLedger, ...open)
      .when(adjustStock, adjustment, seen)
      .thenMatching({ type: 'StockAdjusted' });
    const transfer = { itemId: ITEM, fromLocationId: SHELF, toLocationId: CELLAR, quantity: '4.000' };
    given(stockLedger, ...open)
      .when(transferStock, transfer, seen)
      .thenMatching({ type: 'StockTransferred' });
    use(open, { quantity: '11.000' }, { allowNegative: true }).thenMatching({ type: 'StockUsed' });
  });

  it('may be one of at most 5000 open ones', () => {
    const many = Array.from({ length: 5_000 }, () => reserved('0.001', day(2)));
    given(stockLedger, ...past, ...many)
      .when(reserveStock, { ...asked, quantity: '0.001' }, { facts: facts() })
      .thenRefused('LIMIT_REACHED');
  });
});

describe('S20: several reservations', () => {
  it('are together no more than what is available', () => {
    const five = [received('5.000', day(1)), reserved('3.000', day(2))];
    reserve(five, { quantity: '3.000' }).thenRefused('INSUFFICIENT_AVAILABLE', {
      available: '2.000',
      shortage: '1.000',
    });
    reserve(five, { quantity: '2.000' }).thenMatching({ type: 'StockReserved' });
  });

  it('are covered by the location that they name', () => {
    const split = [received('8.000', day(1)), received('2.000', day(1), { locationId: CELLAR })];
    reserve(split, { quantity: '3.000', locationId: CELLAR }).thenRefused('INSUFFICIENT_AVAILABLE', {
      locationId: CELLAR,
      available: '2.000',
    });
    reserve(split, { quantity: '2.000', locationId: CELLAR }).thenMatching({ data: { locationId: CELLAR } });
  });

  it('leave to a usage what both the item and its location cover', () => {
    const both = [
      received('5.000', day(1)),
      received('5.000', day(1), { locationId: CELLAR }),
      reserved('8.000', day(2)),
    ];
    use(both, { quantity: '3.000' }).thenRefused('INSUFFICIENT_AVAILABLE', { available: '2.000', locationId: null });
    use(both, { quantity: '2.000' }).thenMatching({ type: 'StockUsed' });
    const bound = [...both.slice(0, 2), reserved('4.000', day(2), { locationId: SHELF })];
    use(bound, { quantity: '2.000' }).thenRefused('INSUFFICIENT_AVAILABLE', { available: '1.000', locationId: SHELF });
    use(bound, { quantity: '5.000', locationId: CELLAR }).thenMatching({ type: 'StockUsed' });
  });

  it('of one lot leave the other lots to a usage that names none', () => {
    const lots = [
      received('5.000', day(1), { lot: 'A', expiresOn: '2026-02-01' }),
      received('5.000', day(1), { lot: 'B' }),
      reserved('4.000', day(2), { lot: 'A' }),
    ];
    const tracked = { lotTracked: true };
    use(lots, { quantity: '3.000' }, tracked).thenMatching({
      data: {
        movements: [
          { lot: { number: 'A' }, stockQuantity: '-1.000' },
          { lot: { number: 'B' }, stockQuantity: '-2.000' },
        ],
      },
    });
    use(lots, { quantity: '7.000' }, tracked).thenRefused('INSUFFICIENT_AVAILABLE');
    use(lots, { quantity: '2.000', lotNumber: 'A' }, tracked).thenRefused('INSUFFICIENT_AVAILABLE', { lotNumber: 'A' });
  });

  it('are not held against what comes out of a lot that has expired since, which could not cover them', () => {
    const lots = [
      received('10.000', day(1), { lot: 'X', expiresOn: '2026-01-30' }),
      received('4.000', day(1), { lot: 'Y' }),
      reserved('4.000', day(31), {}),
    ];
    use(lots, { quantity: '3.000', effectiveAt: day(29) }, { lotTracked: true }).thenMatching({
      data: { movements: [{ lot: { number: 'X' } }] },
    });
    use(lots, { lotNumber: 'Y', effectiveAt: day(29), quantity: '1.000' }, { lotTracked: true }).thenRefused(
      'INSUFFICIENT_AVAILABLE',
      { moment: NOW },
    );
  });
});

describe('any life of reservations', () => {
  const step = fc.record({
    kind: fc.constantFrom('receive', 'use', 'use', 'reserve', 'reserve', 'consume', 'release'),
    at: fc.constantFrom(SHELF, CELLAR),
    anywhere: fc.boolean(),
    thousandths: fc.integer({ min: 1, max: 12 }),
    which: fc.nat(3),
  });

  /** Plain sums, for commands that are all of one moment. */
  class Naive {
    readonly onHand = new Map([SHELF, CELLAR].map((at) => [at, 0]));
    readonly open: { id: string; at: string | null; left: number }[] = [];

    free(at: string | null): number {
      const there = [...this.onHand].reduce((sum, [place, has]) => (at === null || at === place ? sum + has : sum), 0);
      return this.open.reduce((left, it) => (at === null || at === it.at ? left - it.left : left), there);
    }

    /** The code of the refusal. `by`: the reservation that it names. */
    use(at: string, quantity: number, by?: Naive['open'][number]): ErrorCode | undefined {
      if (quantity > (this.onHand.get(at) ?? 0)) return 'INSUFFICIENT_STOCK';
      const consumes = Math.min(quantity, by?.left ?? 0);
      const isCovered = [null, at].every((part) => {
        const needed = quantity - (part === null || by?.at === part ? consumes : 0);
        return needed <= 0 || needed <= this.free(part);
      });
      if (!isCovered) return 'INSUFFICIENT_AVAILABLE';
      this.onHand.set(at, (this.onHand.get(at) ?? 0) - quantity);
      if (by) by.left -= consumes;
      return undefined;
    }

    reserve(id: string, at: string | null, quantity: number): ErrorCode | undefined {
      if (quantity > Math.min(this.free(null), this.free(at))) return 'INSUFFICIENT_AVAILABLE';
      this.open.push({ id, at, left: quantity });
      return undefined;
    }
  }

  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

  function carriedOut(
    events: readonly StockEvent[],
    naive: Naive,
    {
      kind,
      at,
      anywhere,
      thousandths,
      quantity,
      named,
      id,
    }: Step & {
      readonly quantity: string;
      readonly named: Naive['open'][number] | undefined;
      readonly id: string;
    },
  ) {
    const seen = { facts: facts(), newId: () => id };
    const past = given(stockLedger, ...events);
    if (kind === 'reserve') {
      const place = anywhere ? {} : { locationId: at };
      const expected = naive.reserve(id, anywhere ? null : at, thousandths);
      return { decided: past.when(reserveStock, { ...asked, quantity, ...place }, seen), expected };
    }
    const by = kind === 'consume' ? named : undefined;
    const locationId = by?.at ?? at;
    const usage = { itemId: ITEM, locationId, quantity, ...(by && { reservationId: by.id }) };
    return { decided: past.when(useStock, usage, seen), expected: naive.use(locationId, thousandths, by) };
  }

  it('accepts what the item and the location cover, and refuses the rest', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 24 }), (steps) => {
        const naive = new Naive();
        const events: StockEvent[] = [];
        for (const [n, one] of steps.entries()) {
          const { kind, at, thousandths, which } = one;
          const quantity = (thousandths / 1000).toFixed(3);
          const named = naive.open[which];
          if (kind === 'receive') {
            events.push(received(quantity, NOW, { locationId: at }));
            naive.onHand.set(at, (naive.onHand.get(at) ?? 0) + thousandths);
          } else if (kind === 'release') {
            if (named) events.push(...release(events, named.id).events());
            naive.open.splice(which, 1);
          } else {
            const { decided, expected } = carriedOut(events, naive, { ...one, quantity, named, id: v5(`${n}`, ID) });
            if (expected === undefined) events.push(...decided.events());
            else decided.thenRefused(expected);
          }
        }
        const expected = [naive.open.reduce((sum, { left }) => sum + left, 0), naive.free(null)];
        expect(quantities(events)).toEqual(expected.map((units) => quantityText(BigInt(units))));
      }),
      { numRuns: 60 },
    );
  });
});

it('a ledger drops reservations that ended long ago, and says from when on it still answers', () => {
  const ids = Array.from({ length: 100 }, (_, n) => `0197a3c4-0000-7000-8000-${String(n).padStart(12, '0')}`);
  const ended = ids.flatMap((id, n) => {
    const [from, until] = [Date.UTC(2026, 0, 2, 0, n), Date.UTC(2026, 0, 2, 0, n, 30)].map((at) =>
      new Date(at).toISOString(),
    );
    const end = { reservationId: id, itemId: ITEM, effectiveAt: until as string, left: '1.000' };
    return [reserved('1.000', from as string, { id }), event(StockReservationReleased, end)];
  });
  const state = [...past, ...ended].reduce(
    (folded, made, revision) => stockLedger.evolve(folded, { ...made, revision, occurredAt: NOW }),
    stockLedger.initial(),
  );
  expect(state.reservations.size).toBeLessThan(70);
  const kept = [...state.reservations.values()].map(({ until }) => until);
  expect(Math.min(...kept)).toBeGreaterThan(state.heldSince);
  expect(historyOf([...past, ...ended]).reservations.size).toBe(100);
  const { toJson, fromJson } = stockLedger.snapshot ?? {};
  expect(fromJson?.(JSON.parse(JSON.stringify(toJson?.(state))) as never)).toEqual(state);
});
