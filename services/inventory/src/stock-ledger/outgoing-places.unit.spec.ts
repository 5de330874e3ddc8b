import { given } from '#libs/testing/given-when-then';
import { AISLE, BIN, day, places, placesIn, useThere } from './outgoing.fixture';
import { CELLAR, facts, ITEM, received, reserved, SHELF, used } from './stock-ledger.fixture';
import { stockLedger, type StockEvent } from './stock-ledger';
import { transferStock } from './transfer-stock';

describe('stock of a location with others in it', () => {
  it('is taken at the location first, then by code, where there are no lots', () => {
    const untracked = { lotTracked: false };
    const past = [
      received('2.000', day(1), { locationId: BIN }),
      received('3.000', day(1), { locationId: AISLE }),
      received('1.000', day(1)),
      received('9.000', day(1), { locationId: CELLAR }),
    ];
    expect(placesIn(useThere(past, { quantity: '5.000' }, untracked).events())).toEqual([
      ['S-1', null, '-1.000'],
      ['A-1', null, '-3.000'],
      ['B-1', null, '-1.000'],
    ]);
    useThere(past, { quantity: '7.000' }, untracked).thenRefused('INSUFFICIENT_STOCK', { shortage: '1.000' });
    expect(placesIn(useThere(past, { locationId: AISLE, quantity: '4.000' }, untracked).events())).toEqual([
      ['A-1', null, '-3.000'],
      ['B-1', null, '-1.000'],
    ]);
    const below = useThere(past, { quantity: '8.000' }, { lotTracked: false, allowNegative: true });
    expect(placesIn(below.events())).toEqual([
      ['S-1', null, '-3.000'],
      ['A-1', null, '-3.000'],
      ['B-1', null, '-2.000'],
    ]);
  });

  it('is taken by expiry wherever it lies, or of the named lot', () => {
    const past = [
      received('2.000', day(1), { lot: 'A', expiresOn: '2026-03-01' }),
      received('2.000', day(1), { lot: 'B', expiresOn: '2026-02-01', locationId: BIN }),
      received('2.000', day(2), { lot: 'A', locationId: AISLE }),
    ];
    expect(placesIn(useThere(past, { quantity: '5.000' }).events())).toEqual([
      ['B-1', 'B', '-2.000'],
      ['S-1', 'A', '-2.000'],
      ['A-1', 'A', '-1.000'],
    ]);
    expect(placesIn(useThere(past, { quantity: '3.000', lotNumber: 'A' }).events())).toEqual([
      ['S-1', 'A', '-2.000'],
      ['A-1', 'A', '-1.000'],
    ]);
  });

  it('is taken of each location only as far as no later moment of it is short', () => {
    const past = [received('10.000', day(1)), received('20.000', day(3), { locationId: AISLE }), used('8.000', day(4))];
    const late = (quantity: string, item: object) =>
      useThere(past, { quantity, effectiveAt: day(2) }, { lotTracked: false, ...item });
    late('5.000', {}).thenRefused('LATER_MOMENT_NEGATIVE', { moment: day(4), locationId: SHELF, shortage: '3.000' });
    expect(placesIn(late('2.000', {}).events())).toEqual([['S-1', null, '-2.000']]);
    expect(placesIn(late('5.000', { allowNegative: true }).events())).toEqual([['S-1', null, '-5.000']]);
  });

  const moveThere = (past: readonly StockEvent[], from: string, to: string, quantity: string) =>
    given(stockLedger, ...past).when(
      transferStock,
      { itemId: ITEM, fromLocationId: from, toLocationId: to, quantity },
      { facts: { ...facts(), places, locations: places } },
    );

  it('is not moved from where it shall go, nor from what lies in there', () => {
    const past = [
      received('2.000', day(1), { locationId: BIN }),
      received('3.000', day(1), { locationId: AISLE }),
      received('2.000', day(1)),
    ];
    expect(placesIn(moveThere(past, SHELF, BIN, '4.000').events())).toEqual([
      ['S-1', null, '-2.000'],
      ['A-1', null, '-2.000'],
      ['B-1', null, '4.000'],
    ]);
    expect(placesIn(moveThere(past, SHELF, AISLE, '2.000').events())).toEqual([
      ['S-1', null, '-2.000'],
      ['A-1', null, '2.000'],
    ]);
    moveThere(past, SHELF, AISLE, '3.000').thenRefused('INSUFFICIENT_STOCK', { shortage: '1.000' });
    expect(placesIn(moveThere(past, AISLE, SHELF, '4.000').events())).toEqual([
      ['A-1', null, '-3.000'],
      ['B-1', null, '-1.000'],
      ['S-1', null, '4.000'],
    ]);
  });

  it('is reserved with everything in it', () => {
    const past = [
      received('4.000', day(1), { locationId: BIN }),
      received('9.000', day(1), { locationId: CELLAR }),
      reserved('3.000', day(2), { locationId: SHELF }),
    ];
    const inBin = { locationId: BIN, quantity: '2.000' };
    useThere(past, inBin, { lotTracked: false }).thenRefused('INSUFFICIENT_AVAILABLE', {
      locationId: SHELF,
      available: '1.000',
    });
    useThere(past, { ...inBin, quantity: '1.000' }, { lotTracked: false }).thenMatching({ type: 'StockUsed' });
  });
});
