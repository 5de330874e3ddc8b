import fc from 'fast-check';
import { difference, duration, intersection, union, type Interval } from './intervals';

const SPAN = 40;
const interval = fc
  .tuple(fc.integer({ min: 0, max: SPAN }), fc.integer({ min: 0, max: SPAN }))
  .map(([from, to]): Interval => ({ from, to }));
const intervals = fc.array(interval, { maxLength: 8 });

/** The instants one by one. */
const instants = (list: readonly Interval[]) =>
  Array.from({ length: SPAN }, (_, at) => list.some(({ from, to }) => from <= at && at < to));

describe('intervals', () => {
  it('are joined, crossed and taken away as sets of instants', () => {
    fc.assert(
      fc.property(intervals, intervals, (some, others) => {
        const [one, other] = [union(some), union(others)];
        const [in1, in2] = [instants(some), instants(others)];
        expect(instants(one)).toEqual(in1);
        expect(instants(intersection(one, other))).toEqual(in1.map((is, at) => is && in2[at]));
        expect(instants(difference(one, other))).toEqual(in1.map((is, at) => is && !in2[at]));
        expect(duration(one)).toBe(in1.filter(Boolean).length);
      }),
    );
  });

  it('stay in order, disjoint and not empty', () => {
    fc.assert(
      fc.property(intervals, intervals, (some, others) => {
        for (const list of [
          union(some),
          intersection(union(some), union(others)),
          difference(union(some), union(others)),
        ]) {
          list.forEach(({ from, to }, at) => {
            expect(from).toBeLessThan(to);
            expect(from).toBeGreaterThanOrEqual(list[at - 1]?.to ?? 0);
          });
        }
      }),
    );
  });
});
