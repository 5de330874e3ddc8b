import fc from 'fast-check';
import { v5 } from 'uuid';
import { event } from '#contracts/declare/event';
import {
  PurchaseOrderClosed,
  PurchaseReceiptPosted,
  PurchaseReceiptRetried,
  type OrderedLine,
  type PurchaseOrderCreated,
  type PurchaseReceiptRecorded,
} from '#contracts/inventory/purchase-order-events';
import type { Rounding } from '#contracts/inventory/item-events';
import { decimalUnits, quantityText, quantityUnits } from '#contracts/values/amounts';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { ITEM, SHELF } from '../stock-ledger/stock-ledger.fixture';
import { moneyText, moneyUnits } from '../value/movement-value';
import { purchaseOrder, type PurchaseOrderEvent } from './purchase-order';
import { draft, LINE, line, ORDER, receipt, receiptFacts, submitted } from './purchase-order.fixture';
import { receiptPosting } from './receipt-posting';
import { receivePurchaseOrder } from './receive-purchase-order';
import { amendPurchaseReceipt, withdrawPurchaseReceipt } from './settle-purchase-receipt';

type Received = readonly [quantity: string, more?: { unit?: string; exchangeRate?: string }];

const THIRD = { unit: 'third', factor: '1/3' };
const CASE_OF_3 = { unit: 'case', factor: '3' };
const CASE_OF_12 = { unit: 'case', factor: '12' };

/** Each has ids of its own. */
let commands = 0;
const more = (units: readonly { unit: string; factor: string; rounding?: Rounding }[]) => {
  const command = v5(String(commands++), ORDER);
  return {
    facts: receiptFacts(units.map((each) => ({ rounding: 'exact', ...each }))),
    newId: (name: string) => v5(name, command),
  };
};

/** The events of an order that took these receipts one after the other. */
function after(
  past: readonly PurchaseOrderEvent[],
  receipts: readonly Received[],
  units: Parameters<typeof more>[0] = [CASE_OF_12],
) {
  const events = [...past];
  for (const [quantity, said] of receipts) {
    const decided = given(purchaseOrder, ...events).when(receivePurchaseOrder, receipt(quantity, said), more(units));
    events.push(...decided.events());
  }
  return events;
}

const receiptsIn = (events: readonly PurchaseOrderEvent[]): PurchaseReceiptRecorded[] =>
  events.flatMap((each) => (each.type === 'PurchaseReceiptRecorded' ? [each.data] : []));
const valuesIn = (events: readonly PurchaseOrderEvent[]) => receiptsIn(events).map(({ lines }) => lines[0]?.value);
const statusesIn = (events: readonly PurchaseOrderEvent[]) => receiptsIn(events).map(({ status }) => status);

const receiving = (past: readonly PurchaseOrderEvent[], [quantity, said]: Received) =>
  given(purchaseOrder, ...past).when(receivePurchaseOrder, receipt(quantity, said), more([CASE_OF_12]));

describe('S15: a receipt of an order', () => {
  const inDollars = (ordered: Partial<OrderedLine>): Partial<PurchaseOrderCreated> => ({
    currency: 'USD',
    lines: [line(ordered)],
  });

  it.each([
    [
      'cheap parts by the exact price',
      { quantity: '1000000.000', unitPrice: '0.00330000' },
      [['1000000.000', { exchangeRate: '0.92000000' }]],
      ['3036.0000'],
    ],
    [
      'one rounding of quantity, price and rate',
      { quantity: '1452.500', unitPrice: '3.25000000' },
      [['1452.500', { exchangeRate: '160.39000000' }]],
      ['757141.0438'],
    ],
    [
      'each delivery at its own rate',
      { quantity: '20.000', unitPrice: '10000.00000000' },
      [
        ['10.000', { exchangeRate: '1.00000000' }],
        ['10.000', { exchangeRate: '2.00000000' }],
      ],
      ['100000.0000', '200000.0000'],
    ],
    [
      'a price beyond money’s places',
      { quantity: '7.000', unitPrice: '0.00004000' },
      [['7.000', { exchangeRate: '160.00000000' }]],
      ['0.0448'],
    ],
  ] as const)('is worth %s', (_title, ordered, receipts, values) => {
    expect(valuesIn(after(submitted(inDollars(ordered)), receipts))).toEqual(values);
  });

  it('needs a rate where the order is in another currency, and none where it is not', () => {
    given(purchaseOrder, ...submitted({ currency: 'USD' }))
      .when(receivePurchaseOrder, receipt('1.000'), more([]))
      .thenRefused('VALIDATION_FAILED');
    given(purchaseOrder, ...submitted())
      .when(receivePurchaseOrder, receipt('1.000', { exchangeRate: '2.00000000' }), more([]))
      .thenRefused('VALIDATION_FAILED');
    expect(valuesIn(after(submitted({ currency: 'USD', exchangeRate: '0.50000000' }), [['4.000']]))).toEqual([
      '2.0000',
    ]);
  });
});

describe('the currency of the organisation, changed after the draft,', () => {
  const now = (baseCurrency: string) => {
    const known = more([]);
    return { ...known, facts: { ...known.facts, baseCurrency } };
  };
  const received = (order: Partial<PurchaseOrderCreated>, baseCurrency: string, exchangeRate?: string) =>
    given(purchaseOrder, ...submitted(order)).when(
      receivePurchaseOrder,
      receipt('4.000', exchangeRate === undefined ? {} : { exchangeRate }),
      now(baseCurrency),
    );

  it('makes a rate necessary where there was none, and in place of one into the former currency', () => {
    received({}, 'CHF').thenRefused('VALIDATION_FAILED');
    received({ currency: 'USD', exchangeRate: '0.50000000' }, 'CHF').thenRefused('VALIDATION_FAILED');
    expect(valuesIn(received({}, 'CHF', '0.93000000').events())).toEqual(['3.7200']);
  });

  it('makes the rate of an order in that currency needless', () => {
    const order = { currency: 'USD', exchangeRate: '0.50000000' };
    expect(valuesIn(received(order, 'USD').events())).toEqual(['4.0000']);
    received(order, 'USD', '0.50000000').thenRefused('VALIDATION_FAILED');
  });
});

describe('S16: more than was ordered', () => {
  it.each([
    ['in one receipt', [], ['100.002']],
    ['in the second', [['60.000']], ['40.001']],
    ['after all was received', [['100.000']], ['0.001']],
  ] as const)('is refused %s', (_title, before, beyond) => {
    receiving(after(submitted(), before), beyond).thenRefused('OVER_RECEIPT');
  });

  it('is refused beyond the tolerance, and taken within it until the order is closed', () => {
    const tolerant = submitted({ overReceiptPercent: '10.000' });
    receiving(tolerant, ['110.001']).thenRefused('OVER_RECEIPT');
    expect(statusesIn(after(tolerant, [['110.000']]))).toEqual(['received']);
    const received = after(tolerant, [['100.000'], ['10.000']]);
    expect(statusesIn(received)).toEqual(['received', 'received']);
    receiving(received, ['0.001']).thenRefused('OVER_RECEIPT');
    const closed = event(PurchaseOrderClosed, { orderId: ORDER, status: 'received' });
    receiving([...after(tolerant, [['100.000']]), closed], ['1.000']).thenRefused('CONFLICT');
  });

  it('counts two lines of one receipt together', () => {
    const command = receipt('60.000');
    given(purchaseOrder, ...submitted())
      .when(receivePurchaseOrder, { ...command, lines: [...command.lines, ...command.lines] }, more([]))
      .thenRefused('OVER_RECEIPT', { line: 2 });
  });

  it('is judged in the unit of the order, whose factor may have changed since', () => {
    const boxes = line({ quantity: '2.000', unit: 'box', factor: '10', stockQuantity: '20.000' });
    const now = [{ unit: 'box', factor: '12' }];
    const received = after(submitted({ lines: [boxes] }), [['1.000', { unit: 'box' }], ['1.000']], now);
    expect(statusesIn(received)).toEqual(['partially_received', 'received']);
    expect(receiptsIn(received).at(-1)?.received).toEqual([{ lineId: LINE, received: '24.000' }]);
  });
});

it('S14: pounds that are rounded in stock are received as they were ordered', () => {
  const POUND = { unit: 'lb', factor: '0.453592', rounding: 'nearest' } as const;
  const pounds = line({ quantity: '100.000', unit: 'lb', factor: POUND.factor, stockQuantity: '45.359' });
  const events = after(submitted({ lines: [pounds] }), [['60.000'], ['40.000']], [POUND]);
  expect(statusesIn(events)).toEqual(['partially_received', 'received']);
  expect(receiptsIn(events).at(-1)?.received).toEqual([{ lineId: LINE, received: '45.360' }]);
});

describe('the receipts of one line', () => {
  it('leave it partly received until all has come', () => {
    expect(statusesIn(after(submitted(), [['60.000'], ['40.000']]))).toEqual(['partially_received', 'received']);
  });

  it('S16: in pieces share the value of the case', () => {
    const ordered = line({
      quantity: '1.000',
      unit: 'case',
      factor: '12',
      stockQuantity: '12.000',
      unitPrice: '24.00000000',
    });
    const events = after(submitted({ lines: [ordered] }), [
      ['5.000', { unit: 'pcs' }],
      ['7.000', { unit: 'pcs' }],
    ]);
    expect(valuesIn(events)).toEqual(['10.0000', '14.0000']);
    expect(statusesIn(events)).toEqual(['partially_received', 'received']);
    expect(receiptsIn(events).map(({ received }) => received)).toEqual([
      [{ lineId: LINE, received: '5.000' }],
      [{ lineId: LINE, received: '12.000' }],
    ]);
  });

  it('S16: piece by piece of a case of 3 at 10.00 are worth 10.00', () => {
    const ordered = line({
      quantity: '1.000',
      unit: 'case',
      factor: '3',
      stockQuantity: '3.000',
      unitPrice: '10.00000000',
    });
    const piece: Received = ['1.000', { unit: 'pcs' }];
    expect(valuesIn(after(submitted({ lines: [ordered] }), [piece, piece, piece], [CASE_OF_3]))).toEqual([
      '3.3333',
      '3.3334',
      '3.3333',
    ]);
  });

  it('add up to the value of the line, to the last digit, however they come and at whatever rate', () => {
    const rates = fc
      .integer({ min: 1, max: 10 ** 10 })
      .map((units) => `${Math.floor(units / 1e8)}.${String(units % 1e8).padStart(8, '0')}`);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('pcs', 'third'),
        fc.oneof(fc.record({ unitPrice: rates }), fc.record({ totalPrice: fc.nat(10 ** 9) })),
        fc.option(rates, { nil: null }),
        (parts, unit, price, rate) => {
          const whole = parts.reduce((sum, part) => sum + part, 0);
          // In thirds that are whole pieces.
          const entered = parts.map((part) => quantityText(BigInt(unit === 'third' ? part * 3 : part)));
          const ordered = line({
            quantity: quantityText(BigInt(whole)),
            stockQuantity: quantityText(BigInt(whole)),
            unitPrice: 'unitPrice' in price ? price.unitPrice : null,
            totalPrice: 'totalPrice' in price ? moneyText(BigInt(price.totalPrice)) : null,
          });
          const order = submitted({ lines: [ordered], ...(rate !== null && { currency: 'USD', exchangeRate: rate }) });
          const events = after(
            order,
            entered.map((quantity) => [quantity, { unit }] as const),
            [THIRD],
          );
          expect(statusesIn(events).at(-1)).toBe('received');
          const total = valuesIn(events).reduce((sum, value) => sum + moneyUnits(value ?? ''), 0n);
          expect(moneyText(total)).toBe(worthOf(ordered, rate));
        },
      ),
      { numRuns: 40 },
    );
  });

  /** round(quantity · price · rate), half up, by itself. */
  function worthOf({ quantity, unitPrice, totalPrice }: OrderedLine, rate: string | null): string {
    const value =
      totalPrice === null
        ? quantityUnits(quantity) * decimalUnits(unitPrice ?? '', 8)
        : moneyUnits(totalPrice) * 10n ** 7n;
    const exact = value * decimalUnits(rate ?? '1', 8);
    const unit = 10n ** 15n;
    return moneyText((2n * exact + unit) / (2n * unit));
  }
});

describe('what counts as received', () => {
  const whole = after(submitted(), [['60.000'], ['40.000']]);
  const [first, second] = receiptsIn(whole);
  const outcome = (receiptId = '', posting: 'done' | 'failed') =>
    event(PurchaseReceiptPosted, {
      orderId: ORDER,
      receiptId,
      status: 'received',
      received: [],
      outcomes: [
        {
          line: 1,
          itemId: v5('item', ORDER),
          locationId: v5('location', ORDER),
          lotNumber: null,
          posting,
          transactionId: posting === 'done' ? v5('transaction', receiptId) : null,
          code: posting === 'done' ? null : 'PERIOD_FROZEN',
        },
      ],
    });
  const posted = [...whole, outcome(first?.receiptId, 'done'), outcome(second?.receiptId, 'failed')];
  const reversal = {
    orderId: ORDER,
    reversed: v5('transaction', first?.receiptId ?? ''),
    transactionId: v5('reversal', ORDER),
    allocatedCost: null,
  };
  const postingId = first?.lines[0]?.postingId;

  it('is less by a refused receipt that was withdrawn', () => {
    const withdrawn = given(purchaseOrder, ...posted)
      .when(withdrawPurchaseReceipt, { orderId: ORDER, receiptId: second?.receiptId ?? '' })
      .events();
    expect(withdrawn).toMatchObject([
      { data: { status: 'partially_received', received: [{ lineId: LINE, received: '60.000' }] } },
    ]);
    expect(valuesIn(after([...posted, ...withdrawn], [['40.000']])).at(-1)).toBe('40.0000');
  });

  it('is less by a receipt that was reversed in stock, which reopens a received order', () => {
    given(purchaseOrder, ...posted)
      .when(amendPurchaseReceipt, { ...reversal, now: null, exchangeRate: null }, { facts: { postingId } })
      .thenMatching({ data: { status: 'partially_received', received: [{ received: '40.000' }], value: '0.0000' } });
  });

  it('stays less by a reversed line when another line of its receipt is posted at last', () => {
    const other = v5('line', ORDER);
    const lines = [line({ quantity: '5.000', stockQuantity: '5.000' }), line({ lineId: other })];
    const command = receipt('5.000');
    const [entered] = command.lines;
    if (!entered) throw new TypeError('a receipt has a line');
    const order = submitted({ lines });
    const both = given(purchaseOrder, ...order)
      .when(receivePurchaseOrder, { ...command, lines: [entered, { ...entered, lineId: other }] }, more([]))
      .events();
    const [{ receiptId, lines: [one] } = { receiptId: '', lines: [] }] = receiptsIn(both);
    const place = { itemId: ITEM, locationId: SHELF, lotNumber: null };
    const outcomes = [
      { line: 1, ...place, posting: 'done', transactionId: v5('transaction', receiptId), code: null },
      { line: 2, ...place, posting: 'failed', transactionId: null, code: 'PERIOD_FROZEN' },
    ] as const;
    const failed = event(PurchaseReceiptPosted, {
      orderId: ORDER,
      receiptId,
      status: 'partially_received',
      received: [],
      outcomes,
    });
    const reversed = given(purchaseOrder, ...order, ...both, failed)
      .when(
        amendPurchaseReceipt,
        { ...reversal, reversed: v5('transaction', receiptId), now: null, exchangeRate: null },
        { facts: { postingId: one?.postingId } },
      )
      .events();
    const retried = event(PurchaseReceiptRetried, { orderId: ORDER, receiptId });
    const second = { transactionId: v5('second', receiptId), code: null };
    const posted = [{ line: 2, ...place, posting: 'done', ...second }] as const;
    const past = [...order, ...both, failed, ...reversed, retried];
    const recorded = given(purchaseOrder, ...past)
      .when(receiptPosting.recordOutcomes, { partId: receiptId, outcomes: posted })
      .events();
    expect(recorded).toMatchObject([{ data: { status: 'partially_received', received: [{ lineId: other }] } }]);
    receiving([...past, ...recorded], ['5.000']).thenMatching({
      data: { received: [{ lineId: LINE, received: '5.000' }] },
    });
  });

  it('stays as it is where the order was closed', () => {
    const closed = event(PurchaseOrderClosed, { orderId: ORDER, status: 'received' });
    given(purchaseOrder, ...posted, closed)
      .when(amendPurchaseReceipt, { ...reversal, now: null, exchangeRate: null }, { facts: { postingId } })
      .thenMatching({ data: { status: 'received', received: [{ received: '40.000' }] } });
  });

  it('follows a receipt whose quantity was corrected, and so does the value that is left', () => {
    const now = { quantity: '50.000', unit: 'pcs', factor: '1', stockQuantity: '50.000' };
    const amended = given(purchaseOrder, ...posted)
      .when(amendPurchaseReceipt, { ...reversal, now, exchangeRate: null }, { facts: { postingId } })
      .events();
    expect(amended).toMatchObject([
      { data: { status: 'partially_received', received: [{ received: '90.000' }], value: '50.0000' } },
    ]);
    expect(valuesIn(after([...posted, ...amended], [['10.000']])).at(-1)).toBe('10.0000');
    given(purchaseOrder, ...posted, ...amended)
      .when(amendPurchaseReceipt, { ...reversal, now, exchangeRate: null }, { facts: { postingId } })
      .thenNothing();
  });
});

it('refuses a draft', () => {
  given(purchaseOrder, ...draft())
    .when(receivePurchaseOrder, receipt('1.000'), more([]))
    .thenRefused('CONFLICT');
});

it('names a stranger’s line', () => {
  const command = receipt('1.000');
  given(purchaseOrder, ...submitted())
    .when(
      receivePurchaseOrder,
      { ...command, lines: command.lines.map((each) => ({ ...each, lineId: ORDER })) },
      { ...GIVEN, ...more([]) },
    )
    .thenRefused('NOT_FOUND', { line: 1 });
});
