import { Rate } from './rate';

describe('a rate', () => {
  it('counts the last five seconds, and falls to zero when nothing comes', () => {
    const rate = new Rate();
    for (let second = 0; second < 10; second++) rate.count(1_000, 100_000 + second * 1_000);
    expect(rate.perSecond(109_000)).toBeCloseTo(1_000, -2);
    expect(rate.perSecond(120_000)).toBe(0);
  });

  it('is not overstated by a first moment', () => {
    const rate = new Rate();
    rate.count(500, 100_000);
    expect(rate.perSecond(100_010)).toBe(500);
  });
});
