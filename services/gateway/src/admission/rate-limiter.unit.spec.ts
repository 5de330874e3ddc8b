import fc from 'fast-check';
import { OwnRateLimiter } from './rate-limiter';

const MINUTE = 60_000;

describe('a quota', () => {
  let now = 0;
  const limiter = (limit = 2) => new OwnRateLimiter({ name: 'address', limit }, () => now);
  beforeEach(() => {
    now = 1_000_000;
  });

  it('holds in any 60 seconds, whatever the moments of the requests', () => {
    const gap = fc.oneof(fc.nat({ max: 500 }), fc.nat({ max: 20_000 }), fc.constantFrom(9_999, 10_000, 59_999, 60_000));
    const property = fc.property(fc.array(gap, { minLength: 20, maxLength: 120 }), (gaps) => {
      const quota = limiter(5);
      const allowed: number[] = [];
      for (const passed of gaps) {
        now += passed;
        if (quota.take('a').allowed) allowed.push(now);
      }
      for (const since of allowed) {
        expect(allowed.filter((at) => at >= since && at < since + MINUTE).length).toBeLessThanOrEqual(5);
      }
    });
    fc.assert(property);
  });

  it('is not spent across the turn of a minute', () => {
    const quota = limiter(10);
    now = 2_000_000_000_000 - 1;
    for (let request = 0; request < 10; request++) expect(quota.take('a').allowed).toBe(true);
    now += 2;
    expect(quota.take('a').allowed).toBe(false);
  });

  it('is whole again 70 seconds after the last request at the latest, refused ones or not', () => {
    const quota = limiter();
    quota.take('a');
    quota.take('a');
    for (let second = 0; second < 69; second++) {
      now += 1_000;
      quota.take('a');
    }
    now += 1_000;
    expect(quota.take('a')).toMatchObject({ allowed: true, header: '"address";r=1;t=70' });
  });

  it('tells a refused caller the seconds after which the next request is let through', () => {
    const quota = limiter();
    quota.take('a');
    now += 14_000;
    quota.take('a');
    const { allowed, resetSeconds } = quota.take('a');
    expect(allowed).toBe(false);
    now += resetSeconds * 1_000;
    expect(quota.take('a').allowed).toBe(true);
  });

  it('counts each key for itself', () => {
    const quota = limiter();
    for (const key of ['a', 'a', 'b', 'c']) expect(quota.take(key).allowed).toBe(true);
    expect(quota.take('a').allowed).toBe(false);
    expect(quota.take('b').allowed).toBe(true);
  });

  it('may differ from key to key, and from one moment to the next', () => {
    const quota = limiter();
    expect(quota.take('a', 1)).toMatchObject({ allowed: true, policy: '"address";q=1;w=60' });
    expect(quota.take('a', 1)).toMatchObject({ allowed: false, header: '"address";r=0;t=70' });
    expect(quota.take('a', 3)).toMatchObject({ allowed: true, header: '"address";r=1;t=70' });
    expect(quota.take('a')).toMatchObject({ allowed: false, header: '"address";r=0;t=70' });
  });

  it('reports the rest and its duration', () => {
    const quota = limiter();
    expect(quota.take('a')).toMatchObject({ header: '"address";r=1;t=70', policy: '"address";q=2;w=60' });
    now += 30_500;
    expect(quota.take('a').header).toBe('"address";r=0;t=40');
    expect(quota.take('a').header).toBe('"address";r=0;t=40');
  });

  it('holds while the clock is set back', () => {
    const quota = limiter();
    quota.take('a');
    now -= 600_000;
    quota.take('a');
    expect(quota.take('a').allowed).toBe(false);
  });
});

it('a quota of one second holds in any second, and is whole again soon after it', () => {
  let now = 1_000_000;
  const quota = new OwnRateLimiter({ name: 'source', limit: 50, windowSeconds: 1 }, () => now);
  const takes = (count: number) =>
    Array.from({ length: count }, () => quota.take('a')).filter(({ allowed }) => allowed).length;
  expect(takes(60)).toBe(50);
  now += 999;
  expect(takes(60)).toBe(0);
  now += 400;
  expect(takes(60)).toBe(50);
  expect(quota.take('a')).toMatchObject({ policy: '"source";q=50;w=1', resetSeconds: expect.any(Number) as number });
});
