import fc from 'fast-check';
import { given } from '#libs/testing';
import type { StockTransaction } from '#contracts/inventory/stock-events';
import { quantityUnits } from '#contracts/values/amounts';
import type { Location } from '../location/location';
import { adjustStock } from './adjust-stock';
import { CELLAR, facts, historyOf, ITEM, received, reserved, SHELF, used } from './stock-ledger.fixture';
import { stockLedger, type StockEvent } from './stock-ledger';
import { transferStock } from './transfer-stock';
import { useStock } from './use-stock';

const day = (date: number) => `2026-01-${String(date).padStart(2, '0')}T09:00:00.000Z`;
const organization = { timeZone: 'Europe/Paris', revision: 3 };

/** The facts of an item tracked by lot, with the whole past. */
const tracked = (past: readonly StockEvent[], item: object = {}) => ({
  ...facts({ lotTracked: true, ...item }),
  history: historyOf(past),
  organization,
});

const usage = { itemId: ITEM, locationId: SHELF };
const decrease = { ...usage, reason: 'damaged' } as const;
const transfer = { itemId: ITEM, fromLocationId: SHELF, toLocationId: CELLAR };

const use = (past: readonly StockEvent[], command: object, item: object = {}) =>
  given(stockLedger, ...past).when(
    useStock,
    { ...usage, quantity: '1.000', ...command },
    { facts: tracked(past, item) },
  );

const takenIn = (events: readonly StockEvent[]) =>
  (events as readonly { readonly data: StockTransaction }[])
    .flatMap(({ data }) => data.movements)
    .map(({ lot, stockQuantity }) => [lot?.number, stockQuantity]);

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

const [AISLE, BIN] = ['0197a3c4-0000-7000-8000-0000000000a1', '0197a3c4-0000-7000-8000-0000000000b1'];
const { locations } = facts();
const shelf = locations.get(SHELF) as Location;
/** The aisle and its bin lie in the shelf. */
const places = new Map<string, Location>([
  ...locations,
  [AISLE, { ...shelf, code: 'A-1', parentId: SHELF }],
  [BIN, { ...shelf, code: 'B-1', parentId: AISLE }],
]);
const useThere = (past: readonly StockEvent[], command: object, item: object = {}) =>
  given(stockLedger, ...past).when(
    useStock,
    { ...usage, quantity: '1.000', ...command },
    { facts: { ...tracked(past, item), places, locations: places } },
  );
const placesIn = (events: readonly StockEvent[]) =>
  (events as readonly { readonly data: StockTransaction }[])
    .flatMap(({ data }) => data.movements)
    .map(({ locationId, lot, stockQuantity }) => [places.get(locationId)?.code, lot?.number ?? null, stockQuantity]);

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

describe('any history', () => {
  const drawn = fc.record({
    lot: fc.constantFrom('A', 'B', 'C'),
    at: fc.integer({ min: 1, max: 20 }),
    thousandths: fc.integer({ min: 1, max: 9 }),
    goesOut: fc.boolean(),
  });

  type Step = typeof drawn extends fc.Arbitrary<infer Drawn> ? Drawn : never;

  /** Accepts the movements that leave no balance negative at any moment. */
  function accepted(steps: readonly Step[]) {
    const kept: Step[] = [];
    const smallest = (lot: string, from: number) => smallestOf(kept, lot, from);
    for (const step of steps) {
      if (!step.goesOut || smallest(step.lot, step.at) >= step.thousandths) kept.push(step);
    }
    return kept;
  }

  function smallestOf(kept: readonly Step[], lot: string, from: number) {
    const balanceAt = (moment: number) =>
      kept
        .filter((step) => step.lot === lot && step.at <= moment)
        .reduce((sum, { goesOut, thousandths }) => sum + (goesOut ? -thousandths : thousandths), 0);
    const moments = [from, ...kept.filter(({ at }) => at > from).map(({ at }) => at)];
    return Math.min(...moments.map(balanceAt));
  }

  const expiries: Record<string, string> = { A: '2026-03-01', B: '2026-02-01' };
  const eventOf = ({ lot, at, thousandths, goesOut }: Step) => {
    const quantity = (thousandths / 1000).toFixed(3);
    const expiresOn = expiries[lot];
    return goesOut
      ? used(quantity, day(at), { lot })
      : received(quantity, day(at), { lot, ...(expiresOn && { expiresOn }) });
  };

  /** All that each can give, in this order, until it is what was wanted; undefined where it is too little. */
  function takenInOrder(limits: readonly (readonly [string, number])[], wanted: number) {
    let left = wanted;
    const taken = limits.flatMap(([of, limit]) => {
      const part = Math.min(limit, left);
      left -= part;
      return part > 0 ? [[of, part]] : [];
    });
    return left === 0 ? taken : undefined;
  }

  function expectTaken(
    decision: ReturnType<typeof use>,
    expected: ReturnType<typeof takenInOrder>,
    nameOf: (of: StockTransaction['movements'][number]) => string | undefined,
  ) {
    if (!expected) return void expect(() => decision.events()).toThrow(/not enough stock|too little stock/);
    const [made] = decision.events() as readonly { readonly data: StockTransaction }[];
    expect(made?.data.movements.map((of) => [nameOf(of), -Number(quantityUnits(of.stockQuantity))])).toEqual(expected);
  }

  const drawnUsage = [
    fc.array(drawn, { maxLength: 14 }),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 30 }),
  ] as const;

  it('is picked by expiry, of no lot more than its smallest later balance, and in sum what was asked', () => {
    fc.assert(
      fc.property(...drawnUsage, (steps, at, wanted) => {
        const kept = accepted(steps);
        const limits = ['B', 'A', 'C'].map((lot) => [lot, smallestOf(kept, lot, at)] as const);
        const decision = use(kept.map(eventOf), { quantity: (wanted / 1000).toFixed(3), effectiveAt: day(at) });
        expectTaken(decision, takenInOrder(limits, wanted), ({ lot }) => lot?.number);
      }),
    );
  });

  it('is taken of the location and those in it, of none more than its smallest later balance', () => {
    const locationOf = new Map([
      ['A', SHELF],
      ['B', AISLE],
      ['C', BIN],
    ]);
    const placedAt = ({ lot, at, thousandths, goesOut }: Step) =>
      (goesOut ? used : received)((thousandths / 1000).toFixed(3), day(at), {
        locationId: locationOf.get(lot) as string,
      });
    fc.assert(
      fc.property(...drawnUsage, (steps, at, wanted) => {
        const kept = accepted(steps);
        const limits = [...locationOf].map(([name, id]) => [id, smallestOf(kept, name, at)] as const);
        const command = { quantity: (wanted / 1000).toFixed(3), effectiveAt: day(at) };
        const decision = useThere(kept.map(placedAt), command, { lotTracked: false });
        expectTaken(decision, takenInOrder(limits, wanted), ({ locationId }) => locationId);
      }),
    );
  });
});
