import fc from 'fast-check';
import type { StockTransaction } from '#contracts/inventory/stock-events';
import { quantityUnits } from '#contracts/values/amounts';
import { AISLE, BIN, day, use, useThere } from './outgoing.fixture';
import { received, SHELF, used } from './stock-ledger.fixture';

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

  /** Of the balance at a moment and after each later movement; those of one moment count in the order of recording. */
  function smallestOf(kept: readonly Step[], lot: string, from: number) {
    const ofLot = kept.filter((step) => step.lot === lot).toSorted((one, other) => one.at - other.at);
    let [balance, smallest] = [0, Infinity];
    for (const { at, goesOut, thousandths } of ofLot) {
      if (at > from) smallest = Math.min(smallest, balance);
      balance += goesOut ? -thousandths : thousandths;
    }
    return Math.min(smallest, balance);
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
    if (!expected) {
      expect(() => decision.events()).toThrow(/not enough stock|too little stock/);
      return;
    }
    const [made] = decision.events() as readonly { readonly data: StockTransaction }[];
    expect(made?.data.movements.map((of) => [nameOf(of), -Number(quantityUnits(of.stockQuantity))])).toEqual(expected);
  }

  /** The usage of a moment counts before a receipt of the same moment that is recorded later. */
  const AT_ONE_MOMENT: Step[] = [
    { lot: 'A', at: 1, thousandths: 11, goesOut: false },
    { lot: 'A', at: 20, thousandths: 1, goesOut: true },
    { lot: 'A', at: 20, thousandths: 1, goesOut: false },
  ];
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
      { examples: [[AT_ONE_MOMENT, 1, 11]] },
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
      { examples: [[AT_ONE_MOMENT, 1, 11]] },
    );
  });
});
