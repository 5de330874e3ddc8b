import { OwnRateLimiter } from './rate-limiter';

const MINUTE = 60_000;

describe('a quota', () => {
  let now = 0;
  const limiter = () => new OwnRateLimiter({ name: 'address', limit: 2 }, () => now);
  beforeEach(() => {
    now = 1_000;
  });

  it('lets as many through as it says, then none until the window ends', () => {
    const quota = limiter();
    expect([quota.take('a'), quota.take('a'), quota.take('a')].map(({ allowed }) => allowed)).toEqual([
      true,
      true,
      false,
    ]);
    now += MINUTE - 1;
    expect(quota.take('a')).toMatchObject({ allowed: false, resetSeconds: 1 });
    now += 1;
    expect(quota.take('a')).toMatchObject({ allowed: true, header: '"address";r=1;t=60' });
  });

  it('counts each key for itself', () => {
    const quota = limiter();
    for (const key of ['a', 'a', 'b', 'c']) expect(quota.take(key).allowed).toBe(true);
    expect(quota.take('a').allowed).toBe(false);
    expect(quota.take('b').allowed).toBe(true);
  });

  it('reports the rest and its duration', () => {
    const quota = limiter();
    expect(quota.policy).toBe('"address";q=2;w=60');
    quota.take('a');
    now += 30_500;
    expect(quota.take('a').header).toBe('"address";r=0;t=30');
    expect(quota.take('a').header).toBe('"address";r=0;t=30');
  });
});
