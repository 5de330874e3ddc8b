import fc from 'fast-check';
import { overlap, peakWithin, type SeatSpan } from './seats';

const span = (startsAt: number, endsAt: number | null): SeatSpan => ({ startsAt, endsAt });

describe('the seats that are taken', () => {
  it('are free at the instant at which a grant ends, and not before', () => {
    expect(peakWithin([span(0, 10)], span(10, null))).toBe(0);
    expect(peakWithin([span(0, 10)], span(9, null))).toBe(1);
    expect(peakWithin([span(0, 10), span(10, 20)], span(0, null))).toBe(1);
    expect(peakWithin([span(10, 20)], span(0, 10))).toBe(0);
  });

  it('are the most at any moment of the span', () => {
    const ends = fc.option(fc.integer({ min: 1, max: 12 }), { nil: null });
    const spans = fc
      .tuple(fc.integer({ min: 0, max: 10 }), ends)
      .map(([startsAt, length]) => span(startsAt, length === null ? null : startsAt + length));
    fc.assert(
      fc.property(fc.array(spans, { maxLength: 12 }), spans, (taken, asked) => {
        const moments = Array.from({ length: 40 }, (_, moment) => moment).filter((moment) =>
          overlap(asked, span(moment, moment + 1)),
        );
        const at = (moment: number) => taken.filter((each) => overlap(each, span(moment, moment + 1))).length;
        expect(peakWithin(taken, asked)).toBe(Math.max(...moments.map(at)));
      }),
    );
  });
});
