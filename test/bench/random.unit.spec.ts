import { median, sampler, seeded, seededUuid } from './random';

function tally(size: number, draws: number, draw: () => number): number[] {
  const counts = new Map<number, number>();
  for (let drawn = 0; drawn < draws; drawn++) {
    const index = draw();
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return Array.from({ length: size }, (_, index) => counts.get(index) ?? 0);
}

describe('seeded numbers', () => {
  it('are the same for the same seed, and others for another', () => {
    const draw = (seed: number): number[] => Array.from({ length: 50 }, seeded(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('lie in [0, 1) and spread over it', () => {
    const random = seeded(1);
    const tenths = tally(10, 10_000, () => Math.floor(random() * 10));
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('make UUIDs of version 4', () => {
    expect(seededUuid(seeded(1))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('a sampler', () => {
  const shares = (distribution: 'uniform' | 'zipf', count: number): number[] => {
    const draw = sampler(distribution, count, seeded(3));
    return tally(count, 50_000, draw).map((drawn) => drawn / 50_000);
  };

  it('draws every index alike when uniform', () => {
    for (const share of shares('uniform', 20)) expect(Math.abs(share - 0.05)).toBeLessThan(0.01);
  });

  it("follows Zipf's law when it should: the tenth is drawn about a tenth as often as the first", () => {
    const zipf = shares('zipf', 1_000);
    expect((zipf[0] ?? 0) / (zipf[9] ?? 1)).toBeGreaterThan(8);
    expect((zipf[0] ?? 0) / (zipf[9] ?? 1)).toBeLessThan(12);
  });
});

describe('the median', () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('of nothing is an error', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});
