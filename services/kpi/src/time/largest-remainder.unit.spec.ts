import fc from 'fast-check';
import { sharedOut } from './largest-remainder';

describe('sharing out by weights', () => {
  it.each([
    ['by three hours and one', 800n, [3n, 1n], [600n, 200n]],
    ['with the remainder at the largest fraction', 10n, [1n, 1n, 1n], [4n, 3n, 3n]],
    ['with nothing to go by', 7n, [0n, 0n], [7n, 0n]],
    ['among none', 7n, [], []],
  ])('%s', (_, total, weights, parts) => {
    expect(sharedOut(total, weights)).toEqual(parts);
  });

  it('gives whole pieces, and a broken one to the largest', () => {
    expect(sharedOut(10_000n, [1n, 1n, 1n], 1_000n)).toEqual([4_000n, 3_000n, 3_000n]);
    expect(sharedOut(10_500n, [1n, 2n], 1_000n)).toEqual([3_000n, 7_500n]);
  });

  it('sums to the whole, and no part is a step away from its share', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10_000n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1_000_000n }), weights, (total, each) => {
        const whole = each.reduce((sum, weight) => sum + weight, 0n);
        const parts = sharedOut(total, each);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(total);
        if (whole === 0n) return;
        parts.forEach((part, at) => {
          const off = part * whole - total * (each[at] as bigint);
          expect(off < whole && off > -whole).toBe(true);
        });
      }),
    );
  });
});
