import { event } from '#contracts/declare/event';
import { StockReversed, type StockAdjusted, type StockCounted } from '#contracts/inventory/stock-events';
import type { DomainEvent } from '#contracts/declare/event';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { AISLE, places } from '../stock-ledger/outgoing.fixture';
import type { StockFacts } from '../stock-ledger/stock-facts';
import { CELLAR, facts, historyOf, ITEM, received, SHELF, used } from '../stock-ledger/stock-ledger.fixture';
import { stockLedger, type StockEvent } from '../stock-ledger/stock-ledger';
import { countStock, type CountStock } from './count-stock';

const COUNT = GIVEN.newId('count');
const at = (hour: string) => `2026-01-31T${hour}:00.000Z`;
const RECEIVED = received('10.000', '2026-01-01T09:00:00.000Z', { unitCost: '2.00000000' });

/** A count of the shelf at 09:00 that found all ten, against the book of the receipt. */
const counting = (past: readonly StockEvent[], more: Partial<CountStock> = {}, seen: Partial<StockFacts> = {}) => {
  const posted = { source: { type: 'count', id: COUNT, lineId: null } as const, takenAt: GIVEN.now };
  const costs = { reference: null, exchangeRate: null, allocatedCost: null };
  const command: CountStock = {
    itemId: ITEM,
    locationId: SHELF,
    lotNumber: null,
    countId: COUNT,
    counted: '10.000',
    variance: '0.000',
    countedAt: at('09:00'),
    bookRevision: 0,
    note: null,
    ...more,
  };
  const known = { ...facts(), ...seen, history: historyOf(past), posted: { ...posted, ...costs } };
  // Each has ids of its own.
  const newId = (name: string) => GIVEN.newId(`${past.length} ${name}`);
  return given(stockLedger, ...past).when(countStock, command, { facts: known, newId });
};

type Counted = DomainEvent<'StockCounted', StockCounted> | DomainEvent<'StockAdjusted', StockAdjusted>;

/** The receipt, and a count after it. */
const after = (countedAt: string, more: Partial<CountStock> = {}): [StockEvent, Counted] => {
  const [made] = counting([RECEIVED], { countedAt, ...more }).events();
  return [RECEIVED, made as Counted];
};
const LESS = { counted: '7.000', variance: '-3.000' };

describe('a counted line', () => {
  it('adjusts the stock at the moment of counting', () => {
    counting([RECEIVED], LESS).thenMatching({
      type: 'StockAdjusted',
      data: { effectiveAt: at('09:00'), source: { type: 'count' }, movements: [{ stockQuantity: '-3.000' }] },
    });
  });

  it('takes what is missing from its own location, and not from what lies in it', () => {
    const inAisle = received('10.000', '2026-01-01T10:00:00.000Z', { locationId: AISLE });
    const past = [RECEIVED, inAisle, used('8.000', at('11:00'))];
    const short = { counted: '5.000', variance: '-5.000', bookRevision: 2 };
    counting(past, short, { places, locations: places }).thenRefused('LATER_MOMENT_NEGATIVE', { locationId: SHELF });
  });

  it('that is as the book says moves nothing, and is recorded', () => {
    const found = { itemId: ITEM, countId: COUNT, locationId: SHELF, lotNumber: null, counted: '10.000' };
    counting([RECEIVED]).thenMatching({ type: 'StockCounted', data: { ...found, countedAt: at('09:00') } });
  });
});

describe('after another count of the same item, location and lot', () => {
  it.each([
    ['of a later moment, whether its book knew it', after(at('10:00'), LESS), 1],
    ['of a later moment, or not', after(at('10:00'), LESS), 0],
    ['of a later moment that found what the book said', after(at('10:00')), 1],
    ['of an earlier moment that its book does not know', after(at('08:00'), LESS), 0],
  ])('a line is to be counted again: %s', (_title, past, bookRevision) => {
    counting(past, { bookRevision }).thenRefused('CONFLICT');
    counting(past, { bookRevision, ...LESS }).thenRefused('CONFLICT');
  });

  it('a line is taken where its book knows an earlier one', () => {
    counting(after(at('08:00'), LESS), { bookRevision: 1 }).thenMatching({ type: 'StockCounted' });
  });

  it('a line of another location is taken', () => {
    const elsewhere = { locationId: CELLAR, counted: '0.000' };
    counting(after(at('10:00'), LESS), elsewhere).thenMatching({ type: 'StockCounted' });
  });

  it('a line is taken where that one was reversed', () => {
    const [receipt, counted] = after(at('10:00'), LESS);
    if (counted.type !== 'StockAdjusted') throw new TypeError('a count that found less adjusts');
    const { transactionId: reversed, movements } = counted.data;
    const opposite = movements.map((each) => ({
      ...each,
      movementId: GIVEN.newId('opposite'),
      stockQuantity: '3.000',
      reverses: each.movementId,
    }));
    const undone = { ...counted.data, transactionId: GIVEN.newId('undone'), movements: opposite };
    const reversal = event(StockReversed, { ...undone, reversed, reversedRevision: 1 });
    counting([receipt, counted, reversal], { bookRevision: 2 }).thenMatching({ type: 'StockCounted' });
  });
});
