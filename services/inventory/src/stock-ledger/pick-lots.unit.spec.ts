import fc from 'fast-check';
import { byExpiry, pickLots, type Candidate } from './pick-lots';

const candidate = (lotNumber: string, most: bigint, more: Partial<Candidate> = {}): Candidate => ({
  locationId: 'shelf',
  placeRank: '',
  lotNumber,
  expiresOn: null,
  arrived: { at: 0, revision: 0, ordinal: 0 },
  most,
  ...more,
});

const candidates = fc.uniqueArray(
  fc.record({
    lotNumber: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
    locationId: fc.constant('shelf'),
    placeRank: fc.constant(''),
    expiresOn: fc.option(fc.constantFrom('2026-01-01', '2026-02-01', '2026-03-01')),
    arrived: fc.option(fc.record({ at: fc.nat(3), revision: fc.nat(3), ordinal: fc.nat(1) }), { nil: undefined }),
    most: fc.bigInt({ min: 0n, max: 9n }),
  }),
  { selector: ({ lotNumber }) => lotNumber },
);

describe('picking lots', () => {
  it('takes by expiry, those without one last, then the one received first', () => {
    const arrived = (at: number) => ({ arrived: { at, revision: at, ordinal: 0 } });
    const lots = [
      candidate('none', 5n, arrived(1)),
      candidate('late', 5n, { expiresOn: '2026-03-01', ...arrived(1) }),
      candidate('second', 5n, { expiresOn: '2026-02-01', ...arrived(3) }),
      candidate('first', 5n, { expiresOn: '2026-02-01', ...arrived(2) }),
    ];
    const { picked, missing } = pickLots(lots, 17n);
    expect(picked.map(({ of, taken }) => [of.lotNumber, taken])).toEqual([
      ['first', 5n],
      ['second', 5n],
      ['late', 5n],
      ['none', 2n],
    ]);
    expect(missing).toBe(0n);
  });

  it('never takes more of a lot than may be, nothing of an empty one, and no more than wanted', () => {
    fc.assert(
      fc.property(candidates, fc.bigInt({ min: 1n, max: 40n }), (lots, wanted) => {
        const { picked, missing } = pickLots(lots, wanted);
        for (const { of, taken } of picked) expect(taken > 0n && taken <= of.most).toBe(true);
        const sum = picked.reduce((total, { taken }) => total + taken, 0n);
        const there = lots.reduce((total, { most }) => total + most, 0n);
        expect(sum + missing).toBe(wanted);
        expect(sum).toBe(there < wanted ? there : wanted);
      }),
    );
  });

  it('takes of a lot only when all before it are used up, however they are listed', () => {
    fc.assert(
      fc.property(candidates, fc.bigInt({ min: 1n, max: 40n }), fc.integer(), (lots, wanted, seed) => {
        const { picked } = pickLots(lots, wanted);
        const last = picked.at(-1);
        for (const lot of last ? lots.filter((other) => byExpiry(other, last.of) < 0 && other.most > 0n) : []) {
          expect(picked.find(({ of }) => of === lot)?.taken).toBe(lot.most);
        }
        const turned = [...lots.slice(seed % (lots.length || 1)), ...lots.slice(0, seed % (lots.length || 1))];
        expect(pickLots(turned, wanted).picked).toEqual(picked);
      }),
    );
  });
});
