import { given } from '#libs/testing/given-when-then';
import { adjustStock } from './adjust-stock';
import { day, decrease, takenIn, tracked, transfer, usage, use } from './outgoing.fixture';
import { received, reserved, SHELF, used } from './stock-ledger.fixture';
import { stockLedger, type StockEvent } from './stock-ledger';
import type { BalanceKey } from './timeline';
import { transferStock } from './transfer-stock';
import { useStock } from './use-stock';

describe('stock that goes out without a lot named', () => {
  const past = [
    received('10.000', day(1), { lot: 'LATE', expiresOn: '2026-03-01' }),
    received('4.000', day(2), { lot: 'NONE' }),
    received('3.000', day(3), { lot: 'SOON', expiresOn: '2026-02-01' }),
  ];

  it('comes out of several lots by expiry, in one transaction', () => {
    expect(takenIn(use(past, { quantity: '15.000' }).events())).toEqual([
      ['SOON', '-3.000'],
      ['LATE', '-10.000'],
      ['NONE', '-2.000'],
    ]);
  });

  it('is adjusted and transferred likewise, a transfer with both legs of each lot', () => {
    const decision = given(stockLedger, ...past);
    const lowered = decision.when(adjustStock, { ...decrease, quantity: '-4.000' }, { facts: tracked(past) });
    expect(takenIn(lowered.events())).toEqual([
      ['SOON', '-3.000'],
      ['LATE', '-1.000'],
    ]);
    const moved = decision.when(transferStock, { ...transfer, quantity: '4.000' }, { facts: tracked(past) });
    expect(takenIn(moved.events())).toEqual([
      ['SOON', '-3.000'],
      ['SOON', '3.000'],
      ['LATE', '-1.000'],
      ['LATE', '1.000'],
    ]);
  });

  it('is the lot received first among those of one expiry, by effective time, also when it was recorded later', () => {
    const twins = [received('1.000', day(5), { lot: 'B' }), received('1.000', day(4), { lot: 'A' })];
    expect(takenIn(use(twins, {}).events())).toEqual([['A', '-1.000']]);
  });

  it('is valued one movement after the other, in the order listed', () => {
    const thirds = [received('1.000', day(1), { lot: 'A' }), received('2.000', day(2), { lot: 'B' })].map(
      ({ type, data }, index): StockEvent => ({
        type,
        data: {
          ...data,
          movements: data.movements.map((it) => ({ ...it, totalCost: index === 0 ? '3.3333' : '6.6667' })),
        },
      }),
    );
    use(thirds, { quantity: '2.000' }).thenMatching({
      data: { movements: [{ value: '-3.3333' }, { value: '-3.3334' }] },
    });
  });

  it('is split in the unit entered where that is exact, and else in the stock unit', () => {
    const cases = [
      received('12.000', day(1), { lot: 'A', expiresOn: '2026-02-01' }),
      received('12.000', day(1), { lot: 'B' }),
    ];
    use(cases, { quantity: '1.500', unit: 'case' }).thenMatching({
      data: {
        movements: [
          { quantity: '-1.000', unit: 'case' },
          { quantity: '-0.500', unit: 'case' },
        ],
      },
    });
    const odd = [
      received('5.000', day(1), { lot: 'A', expiresOn: '2026-02-01' }),
      received('12.000', day(1), { lot: 'B' }),
    ];
    use(odd, { quantity: '1.000', unit: 'case' }).thenMatching({
      data: {
        movements: [
          { quantity: '-5.000', unit: 'pcs', factor: '1', stockQuantity: '-5.000' },
          { quantity: '-7.000', unit: 'pcs', factor: '1', stockQuantity: '-7.000' },
        ],
      },
    });
  });

  it('S05: does not count a lot that came in later', () => {
    const lots = [received('10.000', day(1), { lot: 'A' }), received('10.000', day(3), { lot: 'B' })];
    use(lots, { quantity: '10.000', lotNumber: 'B', effectiveAt: day(2) }).thenRefused('INSUFFICIENT_STOCK', {
      shortage: '10.000',
      lotNumber: 'B',
    });
    expect(takenIn(use(lots, { quantity: '10.000', effectiveAt: day(2) }).events())).toEqual([['A', '-10.000']]);
  });

  it('S05: is refused for the first later moment at which the total would be short', () => {
    const later = [
      received('10.000', day(1), { lot: 'A' }),
      used('8.000', day(10), { lot: 'A' }),
      used('1.000', day(12), { lot: 'A' }),
    ];
    use(later, { quantity: '3.000', effectiveAt: day(2) }).thenRefused('LATER_MOMENT_NEGATIVE', {
      moment: day(10),
      shortage: '1.000',
      locationId: SHELF,
      lotNumber: null,
    });
  });

  it('takes of each lot at most its smallest balance from then on', () => {
    const later = [
      received('10.000', day(1), { lot: 'A', expiresOn: '2026-02-01' }),
      received('10.000', day(1), { lot: 'B' }),
      used('8.000', day(10), { lot: 'A' }),
    ];
    expect(takenIn(use(later, { quantity: '5.000', effectiveAt: day(2) }).events())).toEqual([
      ['A', '-2.000'],
      ['B', '-3.000'],
    ]);
  });

  it("is refused at the first lot's limit where no total is short but each lot is", () => {
    const later = [
      received('10.000', day(1), { lot: 'A', expiresOn: '2026-02-01' }),
      received('10.000', day(1), { lot: 'B', expiresOn: '2026-02-02' }),
      used('8.000', day(10), { lot: 'A' }),
      received('9.000', day(11), { lot: 'A' }),
      received('20.000', day(11), { lot: 'C' }),
      used('9.000', day(12), { lot: 'B' }),
    ];
    use(later, { quantity: '4.000', effectiveAt: day(2) }).thenRefused('LATER_MOMENT_NEGATIVE', {
      moment: day(10),
      lotNumber: 'A',
      shortage: '1.000',
    });
  });

  it('is refused for the stock before it is refused for what is available', () => {
    const old = [received('10.000', day(1), { lot: 'X', expiresOn: '2026-01-30' })];
    use(old, { quantity: '10.001' }).thenRefused('INSUFFICIENT_STOCK', { shortage: '0.001', lotNumber: null });
    use(old, { quantity: '10.000' }).thenRefused('INSUFFICIENT_AVAILABLE', { available: '0.000', shortage: '10.000' });
  });

  it('needs a lot for what goes below zero, and none for what is there', () => {
    const few = [received('3.000', day(1), { lot: 'A' })];
    use(few, { quantity: '4.000' }, { allowNegative: true }).thenRefused('LOT_REQUIRED', { shortage: '1.000' });
    expect(takenIn(use(few, { quantity: '3.000' }, { allowNegative: true }).events())).toEqual([['A', '-3.000']]);
    expect(takenIn(use(few, { quantity: '4.000', lotNumber: 'A' }, { allowNegative: true }).events())).toEqual([
      ['A', '-4.000'],
    ]);
  });
});

it('is picked in as many passes over the balances, however many lots there are', () => {
  const passesOver = (lots: number) => {
    const numbers = Array.from({ length: lots }, (_, index) => `L-${index}`);
    const past = [
      ...numbers.map((lot) => received('2.000', day(1), { lot })),
      ...numbers.map((lot) => reserved('1.000', day(2), { lot })),
    ];
    const known = tracked(past);
    const { timeline } = known.history;
    let passes = 0;
    class Counted extends Map<BalanceKey, bigint> {
      override [Symbol.iterator]() {
        passes++;
        return super[Symbol.iterator]();
      }
    }
    const history = { ...known.history, timeline: { ...timeline, balances: new Counted(timeline.balances) } };
    const command = { ...usage, quantity: `${lots}.000`, effectiveAt: day(3) };
    const decision = given(stockLedger, ...past).when(useStock, command, { facts: { ...known, history } });
    passes = 0;
    expect(takenIn(decision.events())).toHaveLength(lots);
    return passes;
  };
  expect(passesOver(40)).toBe(passesOver(2));
});

describe('S06: an expired lot', () => {
  const past = [received('10.000', day(1), { lot: 'X', expiresOn: '2026-01-30', unitCost: '3.00000000' })];
  const decision = () => given(stockLedger, ...past);

  it('is not used, named or not, in the calendar of the organisation', () => {
    use(past, { lotNumber: 'X' }).thenRefused('LOT_NOT_AVAILABLE', { lotNumber: 'X', expiresOn: '2026-01-30' });
    use(past, {}).thenRefused('INSUFFICIENT_AVAILABLE', { available: '0.000', shortage: '1.000' });
    use(past, { effectiveAt: '2026-01-30T23:00:00.000Z' }).thenRefused('INSUFFICIENT_AVAILABLE');
  });

  it('is adjusted away and transferred when it is named, at its cost', () => {
    decision()
      .when(
        adjustStock,
        { ...decrease, reason: 'expired', quantity: '-4.000', lotNumber: 'X' },
        { facts: tracked(past) },
      )
      .thenMatching({ data: { movements: [{ stockQuantity: '-4.000', value: '-12.0000' }] } });
    decision()
      .when(transferStock, { ...transfer, quantity: '6.000', lotNumber: 'X' }, { facts: tracked(past) })
      .thenMatching({ type: 'StockTransferred' });
  });

  it('has to be named for that where only expired lots are left', () => {
    const more = [...past, received('2.000', day(2), { lot: 'Y' })];
    for (const quantity of ['1.000', '3.000']) {
      const stock = quantity === '1.000' ? past : more;
      given(stockLedger, ...stock)
        .when(adjustStock, { ...decrease, quantity: `-${quantity}` }, { facts: tracked(stock) })
        .thenRefused('LOT_REQUIRED');
      given(stockLedger, ...stock)
        .when(transferStock, { ...transfer, quantity }, { facts: tracked(stock) })
        .thenRefused('LOT_REQUIRED');
    }
    expect(takenIn(use(more, { quantity: '2.000' }).events())).toEqual([['Y', '-2.000']]);
  });

  it('may have been used before it expired, recorded late', () => {
    const late = { quantity: '3.000', effectiveAt: '2026-01-30T15:00:00.000Z' };
    for (const named of [{}, { lotNumber: 'X' }]) {
      use(past, { ...late, ...named }).thenMatching({
        data: { movements: [{ lot: { number: 'X' }, value: '-9.0000' }] },
      });
    }
  });
});

describe('S08: lots carry no cost of their own', () => {
  const past = [
    received('10.000', day(1), { lot: 'A', unitCost: '50.00000000' }),
    received('10.000', day(2), { lot: 'B', unitCost: '30.00000000' }),
  ];

  it('a named lot chooses what leaves, the layers choose what it costs', () => {
    const fifo = past.map(({ type, data }): StockEvent => ({
      type,
      data: { ...data, seen: { ...data.seen, firstMethod: 'fifo' } },
    }));
    given(stockLedger, ...fifo)
      .when(
        useStock,
        { ...usage, quantity: '10.000', lotNumber: 'B' },
        { facts: tracked(fifo, { costMethod: 'fifo' }) },
      )
      .thenMatching({ data: { movements: [{ lot: { number: 'B' }, value: '-500.0000' }] } });
  });
});
