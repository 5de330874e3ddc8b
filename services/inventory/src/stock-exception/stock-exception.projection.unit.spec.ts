import fc from 'fast-check';
import { v5 } from 'uuid';
import { event, type DomainEvent } from '#contracts/declare/event';
import { CountCanceled, CountPosted, CountSubmitted, type CountOutcome } from '#contracts/inventory/count-events';
import { StockExceptionAccepted } from '#contracts/inventory/exception-events';
import { LocationChanged, LocationCreated } from '#contracts/inventory/location-events';
import { LotQuarantined, LotRecalled, LotReleased } from '#contracts/inventory/lot-events';
import { PurchaseReceiptPosted, PurchaseReceiptWithdrawn } from '#contracts/inventory/purchase-order-events';
import { StockReservationReleased } from '#contracts/inventory/reservation-events';
import { StockDocumentLineRetried, StockDocumentPosted } from '#contracts/inventory/stock-document-events';
import { StockAdjusted, StockCounted, StockReversed, type StockTransaction } from '#contracts/inventory/stock-events';
import { StockFreezeSet } from '#contracts/inventory/stock-freeze-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { folding, foldingBatches, recordedEvent } from '#libs/testing/folding';
import { GIVEN } from '#libs/testing/given-when-then';
import { CELLAR, ITEM, received, reserved, SHELF, used } from '../stock-ledger/stock-ledger.fixture';
import { inZone } from '../stock-ledger/organization.fixture';
import { ExceptionHeadRow, ExceptionWatchRow, StockExceptionRow } from './stock-exception.entity';
import { stockExceptionProjection } from './stock-exception.projection';

const [COUNT, DOCUMENT, ORDER, RECEIPT] = ['count', 'document', 'order', 'receipt'].map((name) => v5(name, ITEM)) as [
  string,
  string,
  string,
  string,
];
const at = (time: string) => `2026-01-31T${time}:00.000Z`;

type Movement = DomainEvent & { readonly data: StockTransaction };

const exceptions = (...events: readonly DomainEvent[]): readonly StockExceptionRow[] =>
  folding(stockExceptionProjection, ...events).rowsOf(StockExceptionRow);

/** What is wrong, by kind. */
const told = (...events: readonly DomainEvent[]) =>
  exceptions(...events).map(({ kind, quantity }) => `${kind} ${quantity ?? '-'}`);

function reversed({ data }: Movement) {
  const opposite = data.movements.map((movement) => ({
    ...movement,
    movementId: v5('reversal', movement.movementId),
    quantity: quantityText(-quantityUnits(movement.quantity)),
    stockQuantity: quantityText(-quantityUnits(movement.stockQuantity)),
    reverses: movement.movementId,
  }));
  const transactionId = v5('reversal', data.transactionId);
  const more = { reversed: data.transactionId, reversedRevision: 0 };
  return event(StockReversed, { ...data, ...more, transactionId, movements: opposite });
}

/** A line of a count at the shelf, judged. */
function judged(countedAt: string, outcome: CountOutcome, { countId = COUNT, lot = null as string | null } = {}) {
  const place = { itemId: ITEM, locationId: SHELF, lotNumber: lot, countedAt };
  const figures = { book: '0.000', bookRevision: 0, variance: '0.000', value: '0.0000', isBeyond: false, code: null };
  const line = { line: 1, postingId: v5('posting', countId), ...place, ...figures, outcome };
  return event(CountSubmitted, { countId, partId: ITEM, status: 'submitted', bypassesFreeze: false, lines: [line] });
}

/** The adjustment of a count, on the item's stream. */
function adjusted(quantity: string, countedAt: string, countId = COUNT) {
  const { data } = received(quantity, countedAt);
  const source = { type: 'count', id: countId, lineId: null } as const;
  return event(StockAdjusted, { ...data, reason: 'correction', source });
}

/** A count that equalled its book, on the item's stream. */
function found(countedAt: string, countId = COUNT) {
  const place = { itemId: ITEM, locationId: SHELF, lotNumber: null };
  return event(StockCounted, { ...place, countedId: v5('counted', countId), countId, counted: '0.000', countedAt });
}

const outcomeOf = (posting: 'done' | 'failed', line = 1) => ({
  line,
  itemId: ITEM,
  locationId: SHELF,
  lotNumber: null,
  posting,
  transactionId: null,
  code: posting === 'failed' ? 'INSUFFICIENT_STOCK' : null,
});

const ofLot = { lotId: v5('A', ITEM), itemId: ITEM, lotNumber: 'A', effectiveAt: GIVEN.now };

const location = (more: Partial<LocationChanged> = {}) => ({
  locationId: SHELF,
  code: 'S-1',
  name: 'Shelf',
  temperatureZone: 'dry' as const,
  parentId: null,
  active: true,
  ...more,
});

function accepted({ exceptionId, watchId, kind, itemId, locationId, lotNumber }: StockExceptionRow) {
  const of = { exceptionId, watchId, kind, itemId, locationId, lotNumber };
  return event(StockExceptionAccepted, { ...of, reason: 'Known' });
}

describe('a negative balance', () => {
  const below = [received('5.000', at('08:00')), used('10.000', at('09:00'))];

  it('S11: is listed with what is missing now and the movement that it began with, until it is covered', () => {
    const [, usage] = below as [Movement, Movement];
    const [row] = exceptions(...below);
    expect(row).toMatchObject({
      kind: 'negative_balance',
      itemId: ITEM,
      locationId: SHELF,
      lotNumber: null,
      quantity: '5.000',
      movementId: usage.data.movements[0]?.movementId,
      transactionId: usage.data.transactionId,
      effectiveAt: at('09:00'),
      isAccepted: false,
    });
    const partly = exceptions(...below, received('2.000', at('10:00')));
    expect(partly).toEqual([{ ...row, quantity: '3.000' }]);
    expect(told(...below, received('2.000', at('10:00')), received('10.000', at('11:00')))).toEqual([]);
  });

  it('stays accepted while it lasts, and is another one when it comes back', () => {
    const [first] = exceptions(...below) as [StockExceptionRow];
    const known = [...below, accepted(first)];
    const acceptance = { isAccepted: true, acceptedBy: GIVEN.actor.id, acceptedReason: 'Known' };
    expect(exceptions(...known, used('1.000', at('10:00')))).toMatchObject([{ ...acceptance, quantity: '6.000' }]);
    const again = exceptions(...known, received('5.000', at('10:00')), used('1.000', at('11:00')));
    expect(again).toMatchObject([{ isAccepted: false, quantity: '1.000' }]);
    expect(again[0]?.exceptionId).not.toBe(first.exceptionId);
  });

  it('is not accepted by an acceptance that comes when its cause is gone', () => {
    const [first] = exceptions(...below) as [StockExceptionRow];
    expect(told(...below, received('5.000', at('10:00')), accepted(first))).toEqual([]);
  });
});

describe('a count that was posted', () => {
  const usage = used('1.000', at('08:30'));
  const before = [received('57.000', at('08:00')), usage];
  const posted = [...before, judged(at('10:00'), 'posting'), adjusted('-41.000', at('10:00'))];

  it('S03: is listed when an older movement is reversed, with how far its book has moved', () => {
    expect(told(...posted)).toEqual([]);
    expect(exceptions(...posted, reversed(usage))).toMatchObject([
      { kind: 'movement_before_count', countId: COUNT, line: 1, itemId: ITEM, locationId: SHELF, quantity: '1.000' },
    ]);
  });

  it('S04: is listed when a movement from before it comes late, and not for later ones', () => {
    expect(told(...posted, used('5.000', at('10:30')))).toEqual([]);
    expect(told(...posted, used('5.000', at('09:59')))).toEqual(['movement_before_count -5.000']);
  });

  it('is listed for a movement between its submit and its posting', () => {
    const late = used('5.000', at('09:00'));
    expect(told(...before, judged(at('10:00'), 'posting'), late)).toEqual([]);
    expect(told(...before, judged(at('10:00'), 'posting'), late, adjusted('-41.000', at('10:00')))).toEqual([
      'movement_before_count -5.000',
    ]);
  });

  it('is listed likewise when it equalled its book', () => {
    const equal = [...before, judged(at('10:00'), 'posting'), found(at('10:00'))];
    expect(told(...equal, used('5.000', at('09:00')))).toEqual(['movement_before_count -5.000']);
  });

  it('is gone once late movements make up for each other, the place is counted again, or it is reversed', () => {
    const late = [...posted, used('5.000', at('09:00'))];
    expect(told(...late, received('5.000', at('09:30')))).toEqual([]);
    const next = v5('next', COUNT);
    expect(told(...late, judged(at('11:00'), 'posting', { countId: next }), found(at('11:00'), next))).toEqual([]);
    expect(told(...late, reversed(posted[3] as Movement))).toEqual([]);
  });

  it('is another exception when a further movement comes after it was accepted', () => {
    const late = [...posted, used('5.000', at('09:00'))];
    const [first] = exceptions(...late) as [StockExceptionRow];
    const again = exceptions(...late, accepted(first), used('1.000', at('09:10')));
    expect(again).toMatchObject([{ isAccepted: false, quantity: '-6.000' }]);
    expect(again[0]?.exceptionId).not.toBe(first.exceptionId);
  });
});

describe('a freeze', () => {
  const freeze = (through: string | null) =>
    event(StockFreezeSet, { organizationId: GIVEN.tenantId, through, reason: 'Closed' });
  const zone = inZone(GIVEN.tenantId, 'Europe/Paris');

  it('that a decision did not see lists its movement, if that lies in the frozen period of the organisation', () => {
    // In Paris it is the 1st already.
    const [frozen, free] = [
      received('1.000', '2026-01-30T22:59:59.999Z'),
      received('1.000', '2026-01-30T23:00:00.000Z'),
    ];
    expect(told(zone, freeze('2026-01-30'), free)).toEqual([]);
    expect(exceptions(zone, freeze('2026-01-30'), frozen)).toMatchObject([
      {
        kind: 'slipped_freeze',
        itemId: ITEM,
        transactionId: frozen.data.transactionId,
        effectiveAt: frozen.data.effectiveAt,
      },
    ]);
  });

  it('that was seen lists nothing', () => {
    const { type, data } = received('1.000', '2026-01-20T09:00:00.000Z');
    const seen = { ...data, seen: { ...data.seen, freezeRevision: 1 } };
    expect(told(zone, freeze('2026-01-30'), { type, data: seen })).toEqual([]);
  });

  it('lists the movement until that is reversed, or is not frozen any more', () => {
    const slipped = received('1.000', '2026-01-20T09:00:00.000Z');
    const events = [zone, freeze('2026-01-30'), slipped];
    expect(told(...events, freeze('2026-01-25'))).toEqual(['slipped_freeze -']);
    expect(told(...events, freeze('2026-01-19'))).toEqual([]);
    expect(told(...events, freeze(null), freeze('2026-01-30'))).toEqual([]);
    const reversal = reversed(slipped);
    const seen = { ...reversal.data, seen: { ...reversal.data.seen, freezeRevision: 1 } };
    expect(told(...events, { ...reversal, data: seen })).toEqual([]);
  });
});

describe('a line that its item refused', () => {
  const failed = event(StockDocumentPosted, {
    documentId: DOCUMENT,
    outcomes: [outcomeOf('failed'), outcomeOf('done', 2)],
  });
  const retried = event(StockDocumentLineRetried, { documentId: DOCUMENT, line: 1 });

  it('is listed with its code until it is posted again, and is another one when that fails too', () => {
    const [row] = exceptions(failed);
    expect(row).toMatchObject({
      kind: 'failed_posting',
      documentId: DOCUMENT,
      line: 1,
      itemId: ITEM,
      locationId: SHELF,
      code: 'INSUFFICIENT_STOCK',
    });
    expect(told(failed, retried)).toEqual([]);
    const again = exceptions(failed, retried, failed);
    expect(again).toMatchObject([{ line: 1 }]);
    expect(again[0]?.exceptionId).not.toBe(row?.exceptionId);
  });

  it('of an order is listed with the order and the receipt until they are withdrawn', () => {
    const standing = { orderId: ORDER, receiptId: RECEIPT, status: 'submitted' as const, received: [] };
    const lines = event(PurchaseReceiptPosted, {
      ...standing,
      outcomes: [outcomeOf('failed', 1), outcomeOf('failed', 2)],
    });
    expect(exceptions(lines)).toMatchObject([1, 2].map((line) => ({ orderId: ORDER, receiptId: RECEIPT, line })));
    expect(told(lines, event(PurchaseReceiptWithdrawn, standing))).toEqual([]);
  });

  it('of a count is listed until it is posted after all, or the count is canceled', () => {
    const posted = (posting: 'done' | 'failed') =>
      event(CountPosted, { countId: COUNT, partId: ITEM, status: 'submitted', outcomes: [outcomeOf(posting)] });
    expect(exceptions(posted('failed'))).toMatchObject([{ kind: 'failed_posting', countId: COUNT, line: 1 }]);
    expect(told(posted('failed'), posted('done'))).toEqual([]);
    const again = exceptions(posted('failed'), judged(at('11:00'), 'posting'), posted('failed'));
    expect(again).toHaveLength(1);
    expect(again[0]?.exceptionId).not.toBe(exceptions(posted('failed'))[0]?.exceptionId);
    expect(told(posted('failed'), event(CountCanceled, { countId: COUNT }))).toEqual([]);
  });
});

describe('a recalled lot', () => {
  const recalled = event(LotRecalled, { ...ofLot, reason: 'Glass' });
  const stocked = [
    received('4.000', at('08:00'), { lot: 'A' }),
    received('3.000', at('08:00'), { lot: 'A', locationId: CELLAR }),
  ];

  it('is listed wherever some of it lies, until that is gone or the lot is released', () => {
    expect(exceptions(...stocked, recalled)).toMatchObject([
      { kind: 'recalled_on_hand', locationId: SHELF, lotNumber: 'A', quantity: '4.000' },
      { kind: 'recalled_on_hand', locationId: CELLAR, lotNumber: 'A', quantity: '3.000' },
    ]);
    expect(told(...stocked, recalled, used('4.000', at('09:00'), { lot: 'A' }))).toEqual(['recalled_on_hand 3.000']);
    expect(told(...stocked, recalled, event(LotReleased, { ...ofLot, reason: null }))).toEqual([]);
  });

  it('is listed when it comes in after it was gone', () => {
    const gone = [received('4.000', at('08:00'), { lot: 'A' }), used('4.000', at('09:00'), { lot: 'A' }), recalled];
    expect(told(...gone)).toEqual([]);
    expect(told(...gone, received('1.000', at('10:00'), { lot: 'A' }))).toEqual(['recalled_on_hand 1.000']);
  });

  it('is no more than quarantined by a later quarantine', () => {
    const later = event(LotQuarantined, { ...ofLot, effectiveAt: at('13:00'), reason: null });
    expect(told(...stocked, recalled, later)).toEqual([]);
  });
});

describe('a reservation', () => {
  const [older, younger] = [v5('older', ITEM), v5('younger', ITEM)];
  const both = [
    received('6.000', at('08:00')),
    reserved('3.000', at('08:10'), { id: older }),
    reserved('3.000', at('08:20'), { id: younger, expiresAt: '2026-02-10T00:00:00.000Z' }),
  ];

  it('is listed with what it lacks, the younger one first, until stock covers it or it ends', () => {
    expect(told(...both)).toEqual([]);
    expect(exceptions(...both, used('2.000', at('09:00')))).toMatchObject([
      {
        kind: 'reservation_uncovered',
        reservationId: younger,
        quantity: '2.000',
        holdsFrom: null,
        holdsUntil: '2026-02-10T00:00:00.000Z',
      },
    ]);
    const over = [...both, used('7.000', at('09:00'))];
    const short = exceptions(...over).filter(({ kind }) => kind === 'reservation_uncovered');
    expect(new Map(short.map(({ reservationId, quantity }) => [reservationId, quantity]))).toEqual(
      new Map([
        [older, '3.000'],
        [younger, '3.000'],
      ]),
    );
    expect(told(...over, received('7.000', at('10:00')))).toEqual([]);
    const ended = { reservationId: younger, itemId: ITEM, effectiveAt: at('10:00'), left: '3.000' };
    expect(told(...both, used('2.000', at('09:00')), event(StockReservationReleased, ended))).toEqual([]);
  });

  it('is covered by what it leaves after a usage that names it, and not after the reversal', () => {
    const { type, data } = used('3.000', at('09:00'));
    const usage = { type, data: { ...data, reservationId: younger, consumed: '3.000' } };
    expect(told(...both, usage)).toEqual([]);
    const more = used('1.000', at('09:10'));
    expect(told(...both, usage, more)).toEqual(['reservation_uncovered 1.000']);
    expect(told(...both, usage, more, reversed(usage))).toEqual(['reservation_uncovered 1.000']);
  });

  it('of a location is covered by what lies in it at any depth, and by nothing else', () => {
    const nested = [
      event(LocationCreated, location()),
      event(LocationCreated, location({ locationId: CELLAR, code: 'C-1', parentId: SHELF })),
    ];
    const ofShelf = reserved('3.000', at('08:10'), { locationId: SHELF });
    const inCellar = received('3.000', at('08:00'), { locationId: CELLAR });
    const late = used('1.000', at('09:00'), { locationId: CELLAR });
    expect(told(...nested, inCellar, ofShelf)).toEqual([]);
    expect(told(...nested, inCellar, ofShelf, late)).toEqual(['reservation_uncovered 1.000']);
    const elsewhere = received('1.000', at('10:00'), { locationId: v5('attic', ITEM) });
    expect(told(...nested, inCellar, ofShelf, late, elsewhere)).toEqual(['reservation_uncovered 1.000']);
  });

  it('is not covered by a lot in quarantine, nor by one from the day after its expiry on', () => {
    const zone = inZone(GIVEN.tenantId, 'Europe/Paris');
    const lot = received('3.000', at('08:00'), { lot: 'A', expiresOn: '2026-02-03' });
    const events = [zone, lot, reserved('2.000', at('08:10'))];
    const quarantined = event(LotQuarantined, { ...ofLot, reason: null });
    expect(told(...events.slice(0, 2), received('1.000', at('08:00'), { lot: 'B' }), events[2] as DomainEvent)).toEqual(
      ['reservation_uncovered 1.000'],
    );
    expect(exceptions(...events)).toMatchObject([
      { quantity: '2.000', holdsFrom: '2026-02-03T23:00:00.000Z', effectiveAt: '2026-02-03T23:00:00.000Z' },
    ]);
    expect(exceptions(...events, quarantined)).toMatchObject([
      { quantity: '2.000', holdsFrom: null, effectiveAt: GIVEN.now },
    ]);
  });

  it('goes by the expiry of a lot that was gone and comes back, changed meanwhile or not', () => {
    const lot = { lot: 'A', expiresOn: '2026-02-03' };
    const usage = used('3.000', at('09:00'), lot);
    const zone = inZone(GIVEN.tenantId, 'Europe/Paris');
    const gone = [zone, received('3.000', at('08:00'), lot), usage];
    const until = '2026-02-03T23:00:00.000Z';
    for (const between of [[], [event(LotReleased, { ...ofLot, reason: null })]]) {
      expect(exceptions(...gone, ...between, reversed(usage), reserved('2.000', at('10:00')))).toMatchObject([
        { kind: 'reservation_uncovered', quantity: '2.000', holdsFrom: until },
      ]);
    }
  });
});

describe('a location out of use', () => {
  it('is listed while something lies there', () => {
    const out = event(LocationChanged, location({ active: false }));
    const events = [
      event(LocationCreated, location()),
      received('1.000', at('08:00')),
      received('1.000', at('08:00'), { lot: 'A' }),
      out,
    ];
    expect(exceptions(...events)).toMatchObject([
      { kind: 'stock_at_inactive_location', locationId: SHELF, balances: 2 },
    ]);
    const emptied = [used('1.000', at('09:00')), used('1.000', at('09:00'), { lot: 'A' })];
    expect(told(...events, ...emptied)).toEqual([]);
    expect(told(...events, ...emptied, received('1.000', at('10:00')))).toEqual(['stock_at_inactive_location -']);
    expect(told(...events, event(LocationChanged, location()))).toEqual([]);
  });
});

describe('exceptions', () => {
  const usage = used('4.000', at('08:20'));
  const slipped = received('2.000', '2026-01-20T09:00:00.000Z');
  const [known] = exceptions(used('3.000', at('08:00'))) as [StockExceptionRow];
  const everything: readonly DomainEvent[] = [
    used('3.000', at('08:00')),
    accepted(known),
    received('9.000', at('08:10')),
    usage,
    event(StockFreezeSet, { organizationId: GIVEN.tenantId, through: '2026-01-30', reason: 'Closed' }),
    slipped,
    judged(at('10:00'), 'posting'),
    reversed(usage),
    adjusted('1.000', at('10:00')),
    reserved('5.000', at('10:10')),
    used('9.000', at('10:20')),
    event(StockDocumentPosted, { documentId: DOCUMENT, outcomes: [outcomeOf('failed')] }),
    event(StockFreezeSet, { organizationId: GIVEN.tenantId, through: null, reason: 'Opened' }),
    event(StockFreezeSet, { organizationId: GIVEN.tenantId, through: '2026-01-30', reason: 'Closed' }),
    event(LocationChanged, location({ active: false })),
    received('9.000', at('10:30')),
    used('9.000', at('10:40')),
    event(StockDocumentLineRetried, { documentId: DOCUMENT, line: 1 }),
    event(StockDocumentPosted, { documentId: DOCUMENT, outcomes: [outcomeOf('failed')] }),
  ].map((each) => each);

  it('are the same however the events fell into batches, and leave no mark', () => {
    const recorded = everything.map((each, index) => recordedEvent(each, index));
    const content = (rows: ReturnType<typeof foldingBatches>) =>
      [StockExceptionRow, ExceptionWatchRow, ExceptionHeadRow].map((table) =>
        rows
          .rowsOf<object>(table)
          .map((row) => JSON.stringify(row))
          .toSorted(),
      );
    const single = content(
      foldingBatches(
        stockExceptionProjection,
        recorded.map((each) => [each]),
      ),
    );
    expect(single[0]?.length).toBeGreaterThanOrEqual(3);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: recorded.length - 1 })), (cuts) => {
        const bounds = [0, ...cuts.toSorted((one, other) => one - other), recorded.length];
        const batches = bounds.slice(1).map((end, index) => recorded.slice(bounds[index], end));
        const rows = foldingBatches(stockExceptionProjection, batches);
        expect(content(rows)).toEqual(single);
        expect(rows.rowsOf(ExceptionHeadRow).every(({ changed }) => changed.length === 0)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
