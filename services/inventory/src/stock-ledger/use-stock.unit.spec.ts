import { given } from '#libs/testing/given-when-then';
import { CELLAR, facts, historyOf, ITEM, received, SHELF, used } from './stock-ledger.fixture';
import { stockLedger, type StockEvent, type TransactionEvent } from './stock-ledger';
import { useStock } from './use-stock';

const usage = { itemId: ITEM, locationId: SHELF, quantity: '4.000' };

describe('using stock', () => {
  it('records what went out as a negative movement', () => {
    given(stockLedger, received('10.000', '2026-01-01T00:00:00.000Z'))
      .when(useStock, usage, { facts: facts() })
      .thenMatching({
        type: 'StockUsed',
        data: { movements: [{ kind: 'use', quantity: '-4.000', stockQuantity: '-4.000' }] },
      });
  });

  it('refuses more than there is, with the shortage', () => {
    given(stockLedger, received('3.000', '2026-01-01T00:00:00.000Z'))
      .when(useStock, usage, { facts: facts() })
      .thenRefused('INSUFFICIENT_STOCK', { shortage: '1.000', locationId: SHELF, moment: '2026-01-31T12:00:00.000Z' });
  });

  it('is worth what the method says, in order and before the horizon', () => {
    const past = [
      received('10.000', '2026-01-01T00:00:00.000Z', { unitCost: '2.00000000' }),
      used('2.000', '2026-01-20T00:00:00.000Z'),
    ];
    given(stockLedger, ...past)
      .when(useStock, usage, { facts: facts() })
      .thenMatching({ data: { movements: [{ value: '-8.0000', settled: '0.0000' }] } });
  });

  it('looks only at the one location', () => {
    given(stockLedger, received('10.000', '2026-01-01T00:00:00.000Z', { locationId: CELLAR }))
      .when(useStock, usage, { facts: facts() })
      .thenRefused('INSUFFICIENT_STOCK', { shortage: '4.000' });
  });

  it('refuses to leave a later moment short', () => {
    given(stockLedger, received('10.000', '2026-01-01T00:00:00.000Z'), used('8.000', '2026-01-20T00:00:00.000Z'))
      .when(useStock, { ...usage, effectiveAt: '2026-01-10T00:00:00.000Z' }, { facts: facts() })
      .thenRefused('LATER_MOMENT_NEGATIVE', { moment: '2026-01-20T00:00:00.000Z', shortage: '2.000' });
  });

  it('does not count stock that came in later than the moment', () => {
    given(stockLedger, received('10.000', '2026-01-20T00:00:00.000Z'))
      .when(useStock, { ...usage, effectiveAt: '2026-01-10T00:00:00.000Z' }, { facts: facts() })
      .thenRefused('INSUFFICIENT_STOCK');
  });

  it('lets an item go below zero that may', () => {
    given(stockLedger)
      .when(useStock, usage, { facts: facts({ allowNegative: true }) })
      .thenMatching({ type: 'StockUsed' });
  });

  describe('of a lot that expires', () => {
    const past = received('10.000', '2026-01-01T00:00:00.000Z', {
      locationId: SHELF,
      lot: 'L1',
      expiresOn: '2026-01-30',
    });
    const organization = { timeZone: 'Europe/Berlin', revision: 3 };
    const use = (more: object, item: object = {}) =>
      given(stockLedger, past).when(
        useStock,
        { ...usage, lotNumber: 'L1', ...more },
        { facts: { ...facts({ lotTracked: true, ...item }), organization } },
      );

    it('is refused after its last day in the calendar of the organisation', () => {
      use({ effectiveAt: '2026-01-30T23:00:00.000Z' }).thenRefused('LOT_NOT_AVAILABLE', {
        moment: '2026-01-30T23:00:00.000Z',
        lotNumber: 'L1',
        expiresOn: '2026-01-30',
      });
      use({}, { allowNegative: true }).thenRefused('LOT_NOT_AVAILABLE');
    });

    it('is recorded through the end of that day, even when entered much later, with the calendar that decided', () => {
      use({ effectiveAt: '2026-01-30T22:59:59.999Z' }).thenMatching({
        data: { movements: [{ lot: { number: 'L1', expiresOn: '2026-01-30' } }], seen: { organizationRevision: 3 } },
      });
    });

    it('is refused for the shortage before the expiry', () => {
      use({ quantity: '11.000' }).thenRefused('INSUFFICIENT_STOCK');
    });
  });

  it.each(['moving_average', 'fifo'] as const)(
    'brings the value again after a change of the past, and goes on from it without the history (%s)',
    (firstMethod) => {
      const receipt = (quantity: string, at: string, unitCost: string) => {
        const made = received(quantity, at, { unitCost });
        return { ...made, data: { ...made.data, seen: { ...made.data.seen, firstMethod } } };
      };
      const past: StockEvent[] = [
        receipt('10.000', '2026-01-02T00:00:00.000Z', '3.00000000'),
        receipt('5.000', '2026-01-01T00:00:00.000Z', '2.00000000'),
      ];
      const use = (...before: readonly StockEvent[]) => given(stockLedger, ...before);
      const [first] = use(...past)
        .when(useStock, usage, { facts: { ...facts(), history: historyOf(past) } })
        .events() as [TransactionEvent];
      const [second] = use(...past, first)
        .when(useStock, usage, { facts: facts() })
        .events() as [TransactionEvent];
      const known = historyOf([...past, first, second])
        .values?.all()
        .at(-1);
      const costs = [first, second].map(({ data }) => data.movements[0]?.value);
      expect([costs, known?.valueAfter]).toEqual(
        firstMethod === 'fifo' ? [['-8.0000', '-11.0000'], 210_000n] : [['-10.6667', '-10.6667'], 186_666n],
      );
      expect([first.data.valueAfter?.quantity, second.data.valueAfter]).toEqual(['11.000', null]);
    },
  );

  it('decides about a moment before the horizon from the whole history', () => {
    const day = (index: number) => new Date(Date.UTC(2025, 0, 1 + index)).toISOString();
    const past = Array.from({ length: 300 }, (_, index) => received('1.000', day(index)));
    const history = historyOf(past);
    const early = { ...usage, effectiveAt: day(1) };
    const decision = given(stockLedger, ...past);
    decision
      .when(useStock, early, { facts: { ...facts(), history } })
      .thenRefused('INSUFFICIENT_STOCK', { shortage: '2.000' });
    decision
      .when(useStock, { ...early, quantity: '2.000' }, { facts: { ...facts(), history } })
      .thenMatching({ type: 'StockUsed' });
  });
});
