import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { ValueHistory } from '../value/value-history';
import type { ValueEntry } from '../value/apply';
import { pastOrders } from './past-orders';
import { propose } from './propose';
import { needsOrder, suggestedQuantity, type ReorderPolicy } from './reorder-policy';
import { daysOf, periodOf } from './simulated-period';
import { reality, simulate } from './simulate';

const ZONE = 'Europe/Paris';
const units = (amount: number) => BigInt(amount) * 1_000n;
const policy = (more: Partial<Record<keyof ReorderPolicy, number>>): ReorderPolicy => {
  const of = (name: keyof ReorderPolicy) => (more[name] === undefined ? null : units(more[name]));
  return { min: of('min'), max: of('max'), packSize: of('packSize'), reorderQuantity: of('reorderQuantity') };
};

describe('a suggestion', () => {
  it.each([
    // usable 12 and 5 on order, of min 20 and max 60: 43, in packs of 6
    [{ min: 20, max: 60, packSize: 6 }, 17, 48],
    // usable 12 alone
    [{ min: 20, max: 60, packSize: 6 }, 12, 48],
    // 42 usable, 22 of them reserved
    [{ min: 20, max: 60, packSize: 6 }, 20, 42],
    [{ min: 20, max: 60 }, 0, 60],
    // 12 and 24 leave it at or below the minimum
    [{ min: 20, reorderQuantity: 12 }, -5, 36],
    [{ min: 20, reorderQuantity: 12 }, 20, 12],
    [{ min: 20, reorderQuantity: 12 }, 8, 24],
  ])('of %j at %d projected is %d', (of, projected, suggested) => {
    expect(needsOrder(policy(of), units(projected))).toBe(true);
    expect(suggestedQuantity(policy(of), units(projected))).toBe(units(suggested));
  });

  it('is unknown with a minimum alone, and there is none above it, or without one', () => {
    expect(suggestedQuantity(policy({ min: 20 }), units(5))).toBeNull();
    expect(needsOrder(policy({ min: 20 }), units(21))).toBe(false);
    expect(needsOrder(policy({ max: 60 }), units(0))).toBe(false);
  });

  it('lifts the projected stock above the minimum, by no multiple more than needed', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 9n), fc.bigInt(1n, 10n ** 6n), fc.bigInt(0n, 10n ** 9n), (min, size, below) => {
        const of = { min, max: null, packSize: null, reorderQuantity: size };
        const suggested = suggestedQuantity(of, min - below) ?? 0n;
        expect(min - below + suggested > min).toBe(true);
        expect(min - below + suggested - size <= min).toBe(true);
        expect(suggested % size).toBe(0n);
      }),
    );
  });
});

interface Moved {
  readonly day: number;
  readonly entry: ValueEntry;
  readonly isReceipt?: boolean;
}

let made = 0;
const received = (day: number, amount: number, price: number): Moved => {
  const [quantity, unit] = [units(amount), { numerator: BigInt(price) * 10_000n, denominator: 1_000n }];
  const cost = { value: BigInt(amount * price) * 10_000n, unitCost: unit };
  return { day, entry: { kind: 'in', id: `m${made++}`, quantity, cost }, isReceipt: true };
};
const used = (day: number, amount: number): Moved => ({
  day,
  entry: { kind: 'out', id: `m${made++}`, quantity: units(amount) },
});

/** March 2026; a movement of day 1 is effective on the first at nine. */
function march(moved: readonly Moved[], to = '2026-03-10') {
  const history = new ValueHistory('moving_average');
  moved.forEach(({ day, entry }, revision) => {
    const at = Date.parse(`2026-03-${String(day).padStart(2, '0')}T09:00:00.000Z`);
    history.add({ place: { at, revision, ordinal: 0 }, entry });
  });
  const receipts = new Set(moved.filter(({ isReceipt }) => isReceipt).map(({ entry }) => entry.id));
  const days = daysOf('2026-03-02', to, ZONE);
  return periodOf(history, { days, method: 'moving_average', isSupply: (id) => receipts.has(id) });
}

const shown = (run: ReturnType<typeof simulate>) =>
  run.days.map(({ onHand, onOrder, ordered, short, value }) =>
    [onHand, onOrder, ordered, short].map((each) => Number(each) / 1_000).concat(Number(value) / 10_000),
  );

describe('a simulation', () => {
  // 10 at 2.00 on the first; 3 leave every day; 20 at 4.00 come on the eighth.
  const moved = [received(1, 10, 2), ...[2, 3, 4, 5, 6, 7].map((day) => used(day, 3)), received(8, 20, 4), used(9, 3)];

  it('orders at the minimum, and delivers after the lead time at the price of that day', () => {
    const run = simulate(march(moved), { ...policy({ min: 5, max: 12 }), leadTimeDays: 2 });
    expect(shown(run)).toEqual([
      [7, 0, 0, 0, 14],
      // 4 on hand: 8 are ordered, which come on the fifth
      [4, 8, 8, 0, 8],
      [1, 8, 0, 0, 2],
      // 1 at 2.00 and 8 at 2.00 less 3
      [6, 0, 0, 0, 12],
      [3, 9, 9, 0, 6],
      [0, 9, 0, 0, 0],
      // 9 at 4.00, the price of the eighth; the 20 that came then are not there
      [9, 0, 0, 0, 36],
      [6, 0, 0, 0, 24],
      [6, 0, 0, 0, 24],
    ]);
    expect([run.orders, run.stockOuts, run.valueSum]).toEqual([2, 1, 1_260_000n]);
  });

  it('loses what is short, and never goes below zero', () => {
    const run = simulate(march(moved), { ...policy({ min: 0, max: 3 }), leadTimeDays: 3 });
    expect(run.days.map(({ onHand }) => Number(onHand) / 1_000)).toEqual([7, 4, 1, 0, 0, 0, 3, 0, 0]);
    expect(run.days.map(({ short }) => Number(short) / 1_000)).toEqual([0, 0, 0, 2, 3, 3, 0, 0, 0]);
    expect([run.short, run.stockOuts]).toEqual([units(8), 5]);
  });

  it('keeps what was on its way at the start', () => {
    const run = simulate(march([...moved, received(3, 6, 2)]), { ...policy({ min: 0, max: 1 }), leadTimeDays: 2 });
    expect(run.days.slice(0, 3).map(({ onHand, onOrder }) => [onHand, onOrder])).toEqual([
      [units(7), units(6)],
      [units(10), 0n],
      [units(7), 0n],
    ]);
  });

  it('counts a part that came back as not needed', () => {
    const usage = used(3, 4);
    const back: Moved = { day: 5, entry: { kind: 'take_back', id: 'back', quantity: units(3), of: usage.entry.id } };
    const { days } = simulate(march([received(1, 10, 2), usage, back]), { ...policy({}), leadTimeDays: 2 });
    expect(days.at(-1)?.onHand).toBe(units(9));
  });

  it('brings in what came back of a usage before the period, at the cost that it left with', () => {
    const usage = used(1, 4);
    const back: Moved = { day: 4, entry: { kind: 'take_back', id: 'back', quantity: units(3), of: usage.entry.id } };
    const period = march([received(1, 10, 2), usage, received(2, 6, 4), back]);
    const { days } = simulate(period, { ...policy({}), leadTimeDays: 1 });
    expect(days.slice(1, 3).map(({ onHand, value }) => [onHand, value])).toEqual([
      [units(12), 360_000n],
      [units(15), 420_000n],
    ]);
    expect(days.at(-1)).toMatchObject({ onHand: period.days.at(-1)?.onHand, value: period.days.at(-1)?.value });
  });

  it('stands beside the days as they were', () => {
    const period = march(moved);
    const at = Date.parse('2026-03-05T10:00:00.000Z');
    const run = reality(period, [
      { at, quantity: units(20) },
      { at: period.days[6]?.start ?? 0, quantity: -units(20) },
    ]);
    expect(shown(run)).toEqual([
      [7, 0, 0, 0, 14],
      [4, 0, 0, 0, 8],
      [1, 0, 0, 0, 2],
      [-2, 20, 20, 2, -4],
      [-5, 20, 0, 5, -10],
      [-8, 20, 0, 8, -16],
      [12, 0, 0, 0, 48],
      [9, 0, 0, 0, 36],
      [9, 0, 0, 0, 36],
    ]);
    expect([run.orders, run.stockOuts]).toEqual([1, 3]);
  });

  it('conserves what came in, whatever the policy', () => {
    const drawn = fc.record({
      moved: fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9 }), fc.boolean()), {
        maxLength: 40,
      }),
      min: fc.integer({ min: 0, max: 20 }),
      more: fc.integer({ min: 1, max: 20 }),
      leadTimeDays: fc.integer({ min: 0, max: 6 }),
    });
    fc.assert(
      fc.property(drawn, ({ moved: draws, min, more, leadTimeDays }) => {
        const period = march(
          [
            received(1, 30, 2),
            ...draws.map(([day, amount, isIn]) => (isIn ? received(day, amount, 3) : used(day, amount))),
          ],
          '2026-03-20',
        );
        const run = simulate(period, { ...policy({ min, max: min + more }), leadTimeDays });
        const lead = Math.max(1, leadTimeDays);
        const out = period.days
          .flatMap(({ others }) => others)
          .reduce((sum, each) => sum + (each.kind === 'out' ? each.quantity : 0n), 0n);
        const onTheWay = period.days.slice(0, lead).flatMap(({ receipts }) => receipts);
        const came = onTheWay.reduce((sum, { quantity }) => sum + quantity, 0n);
        const ordered = run.days.reduce((sum, day) => sum + day.ordered, 0n);
        const last = run.days.at(-1);
        const start = period.opening.quantity > 0n ? period.opening.quantity : 0n;
        expect(run.days.every(({ onHand }) => onHand >= 0n || period.opening.quantity < 0n)).toBe(true);
        if (period.opening.quantity >= 0n) {
          expect((last?.onHand ?? 0n) + (last?.onOrder ?? 0n)).toBe(start + came + ordered - (out - run.short));
        }
      }),
    );
  });
});

describe('orders of the past', () => {
  const receipt = (orderId: string, day: number, amount: string, isReversed = false) =>
    [
      randomUUID(),
      {
        effectiveAt: `2026-03-0${day}T09:00:00.000Z`,
        source: { type: 'order_receipt', id: orderId, lineId: null },
        isReversed,
        movements: [{ reverses: null, stockQuantity: amount }],
      },
    ] as const;
  const at = (day: number) => Date.parse(`2026-03-0${day}T09:00:00.000Z`);

  it('are on order from their submission on, less what came in, until their end', () => {
    const transactions = new Map([
      receipt('one', 4, '6.000'),
      receipt('one', 5, '1.000', true),
      receipt('another', 5, '2.000'),
    ]) as never;
    const times = { submittedAt: '2026-03-02T09:00:00.000Z', endedAt: '2026-03-08T09:00:00.000Z' };
    expect(pastOrders([{ orderId: 'one', ordered: '10.000', ...times }], { transactions })).toEqual([
      { at: at(2), quantity: units(10) },
      { at: at(4), quantity: -units(6) },
      { at: at(8), quantity: -units(4) },
    ]);
    expect(pastOrders([{ orderId: 'one', ordered: '6.000', ...times }], { transactions })).toHaveLength(2);
  });
});

describe('proposals', () => {
  const daily = Array.from({ length: 28 }, (_, day) => used(day + 1, 2 + (day % 3)));
  const period = march([received(1, 40, 2), ...daily, received(12, 60, 2)], '2026-03-28');
  const real = reality(period, []);

  it('are the best of each trade-off, each once, and no worse than what happened', () => {
    const found = propose(period, real, { leadTimeDays: 3, packSize: units(6) });
    expect(found.map(({ because }) => because)).toEqual(['least_capital', 'fewest_stock_outs', 'fewest_orders']);
    const [leanest, safest, calmest] = found;
    expect(safest?.run.stockOuts).toBe(0);
    expect(leanest?.run.stockOuts ?? Infinity).toBeLessThanOrEqual(real.stockOuts);
    expect((leanest?.run.valueSum ?? 0n) < real.valueSum).toBe(true);
    expect(calmest?.run.orders ?? Infinity).toBeLessThanOrEqual(safest?.run.orders ?? 0);
    expect(new Set(found.map(({ policy: { min, max } }) => `${min} ${max}`)).size).toBe(3);
  });

  it('are none for an item that nobody used', () => {
    expect(propose(march([received(1, 5, 2)]), real, { leadTimeDays: 3, packSize: null })).toEqual([]);
  });
});
