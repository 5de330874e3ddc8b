import fc from 'fast-check';
import { outputOf, type Entry } from './entry';
import { ownTimes, sharedTime } from './share-time';
import { shiftTime, type Stop } from './shift-time';
import { splitEntry } from './split-entry';

const HOUR = 3_600_000;
const entry = (more: Partial<Entry> = {}): Entry => ({
  id: 'entry',
  product: 'P',
  order: null,
  run: null,
  people: null,
  hours: null,
  ...outputOf({ good: '800' }),
  ...more,
});
const shift = (from: number, to: number, stops: readonly Stop[] = []) =>
  shiftTime({ date: '', name: '', from: from * HOUR, to: to * HOUR, breaks: [] }, stops, 1_000 * HOUR);
const stop = (from: number, to: number): Stop => ({
  id: 'stop',
  from: from * HOUR,
  to: to * HOUR,
  reason: null,
  class: 'other',
});
const goods = (parts: readonly Entry[]) => parts.map(({ good }) => good);

describe('an entry over several shifts', () => {
  it('W21: is split by its net run time', () => {
    const run = { from: 3 * HOUR, to: 9 * HOUR };
    const parts = splitEntry(entry(), run, [shift(0, 6), shift(6, 12, [stop(6, 8)])]);
    expect(goods(parts)).toEqual([600_000n, 200_000n]);
    expect(parts.map((part) => part.run)).toEqual([
      { from: 3 * HOUR, to: 6 * HOUR },
      { from: 6 * HOUR, to: 9 * HOUR },
    ]);
  });

  it('keeps pieces whole, and what is not whole exact', () => {
    const shifts = [shift(0, 2), shift(2, 4), shift(4, 6)];
    const run = { from: 0, to: 6 * HOUR };
    expect(goods(splitEntry(entry(outputOf({ good: '100' })), run, shifts))).toEqual([34_000n, 33_000n, 33_000n]);
    expect(goods(splitEntry(entry(outputOf({ good: '100.5' })), run, shifts))).toEqual([33_500n, 33_500n, 33_500n]);
  });

  it('is split by the time of the clock where the line stood all the while', () => {
    const shifts = [shift(0, 3, [stop(0, 3)]), shift(3, 4, [stop(3, 4)])];
    expect(goods(splitEntry(entry(), { from: 0, to: 4 * HOUR }, shifts))).toEqual([600_000n, 200_000n]);
  });

  it('has parts that sum to it', () => {
    const quantity = fc.bigInt({ min: 0n, max: 1_000_000n });
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 23 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(quantity, quantity, cuts, fc.integer({ min: 0, max: 20 }), (good, scrap, at, from) => {
        const times = [0, ...at.toSorted((one, other) => one - other), 24];
        const shifts = times.slice(1).map((end, index) => shift(times[index] as number, end, [stop(5, 9)]));
        const parts = splitEntry(entry({ good, scrap, hours: scrap }), { from: from * HOUR, to: 24 * HOUR }, shifts);
        const sum = (of: 'good' | 'scrap' | 'hours') => parts.reduce((all, part) => all + (part[of] ?? 0n), 0n);
        expect([sum('good'), sum('scrap'), sum('hours')]).toEqual([good, scrap, scrap]);
        expect(parts).toHaveLength(shifts.length);
      }),
    );
  });
});

describe('production time by product', () => {
  const running = [{ from: 0, to: 6 * HOUR }];
  const shared = (entries: readonly Entry[], earned: readonly bigint[]) => {
    const own = ownTimes(entries, running);
    const shares = entries.map(({ product, good }, at) => ({
      product,
      ownTime: own[at] ?? null,
      produced: good,
      earned: earned[at] ?? 0n,
    }));
    return sharedTime(shares, 6 * HOUR);
  };

  it('is all of a single product', () => {
    expect(shared([entry(), entry()], [1n, 2n])).toEqual({ times: [2 * HOUR, 4 * HOUR], estimated: false });
  });

  it('is that of the runs where every entry has one, and nobody’s besides', () => {
    const entries = [
      entry({ run: { from: 0, to: HOUR } }),
      entry({ product: 'Q', run: { from: 2 * HOUR, to: 4 * HOUR } }),
    ];
    expect(shared(entries, [9n, 1n])).toEqual({ times: [HOUR, 2 * HOUR], estimated: false });
  });

  it.each([
    ['an entry has no run', entry({ product: 'Q' })],
    ['two ran at once', entry({ product: 'Q', run: { from: 0, to: 2 * HOUR } })],
  ])('is shared out by earned time where %s, and marked', (_, other) => {
    const entries = [entry({ run: { from: 0, to: HOUR } }), other];
    expect(shared(entries, [1n, 2n])).toEqual({ times: [2 * HOUR, 4 * HOUR], estimated: true });
  });

  it('is shared out by quantity where nothing is earned, and by nothing where nothing was made', () => {
    const entries = [entry(outputOf({ good: '1' })), entry({ product: 'Q', ...outputOf({ good: '2' }) })];
    expect(shared(entries, [0n, 0n]).times).toEqual([2 * HOUR, 4 * HOUR]);
    const empty = entries.map((each) => ({ ...each, good: 0n }));
    expect(shared(empty, [0n, 0n]).times).toEqual([0, 0]);
  });
});
