import { upperQuantile } from './normal-quantile';

/** Fixed-point numbers of 60 places: the oracle has no binary floats. */
const PLACES = 60n;
const ONE = 10n ** PLACES;
const times = (one: bigint, other: bigint) => (one * other) / ONE;
/** Any double is a whole number of 2^-1074; 2^-80 is far below the bound. */
const fixed = (x: number) => (BigInt(Math.round(x * 2 ** 50)) * ONE) / 2n ** 50n;

function exp(x: bigint): bigint {
  let [term, sum] = [ONE, ONE];
  for (let n = 1n; term !== 0n; n++) {
    term = times(term, x) / n;
    sum += term;
  }
  return sum;
}

function squareRoot(x: bigint): bigint {
  let root = ONE;
  for (let n = 0; n < 200; n++) root = (root + (x * ONE) / root) / 2n;
  return root;
}

const PI = 3_141592653589793238462643383279502884197169399375105820974944n;
const density = (x: bigint) => (exp(-times(x, x) / 2n) * ONE) / squareRoot(2n * PI);

/** Φ(x) = 1/2 + φ(x) · (x + x³/3 + x⁵/(3·5) + …); Abramowitz and Stegun, 26.2.11. */
function distribution(x: bigint): bigint {
  let [term, sum] = [x, x];
  for (let n = 3n; term !== 0n; n += 2n) {
    term = times(times(term, x), x) / n;
    sum += term;
  }
  return ONE / 2n + times(density(x), sum);
}

describe('the upper quantile of the normal distribution', () => {
  const tails = [
    1e-12,
    1e-9,
    3.4e-6,
    1e-4,
    0.00621,
    0.0749,
    0.0751,
    0.2,
    0.3085,
    0.5,
    0.7,
    0.9249,
    0.93,
    0.999,
    1 - 1e-12,
  ];

  it.each(tails)('of %p is off by less than 1e-13', (p) => {
    const z = upperQuantile(p);
    const at = fixed(z);
    const tail = (BigInt(Math.round(p * 2 ** 90)) * ONE) / 2n ** 90n;
    // By the tangent: the distance in z is that in probability over the density.
    const off = ((ONE - distribution(at) - tail) * ONE) / density(at);
    // 2^-51 of it is the rounding of z to the oracle's grid.
    expect(Math.abs(Number(off) / Number(ONE))).toBeLessThan(1e-13);
  });

  it('falls as the tail grows, also where the approximations meet', () => {
    const steps = Array.from({ length: 2_000 }, (_, n) => upperQuantile((n + 1) / 2_001));
    steps.slice(1).forEach((z, at) => expect(z).toBeLessThan(steps[at] as number));
    const beyond = Math.exp(-25);
    for (const edge of [0.075, 0.925, beyond]) {
      expect(Math.abs(upperQuantile(edge * (1 + 1e-15)) - upperQuantile(edge * (1 - 1e-15)))).toBeLessThan(1e-13);
    }
  });
});
