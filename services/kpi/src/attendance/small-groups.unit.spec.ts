import fc from 'fast-check';
import { FEWEST_PERSONS, SmallGroups, type AttendedShift } from './small-groups';

const DATES = { from: '2026-03-02', to: '2026-03-03' };
const people = (first: number, count: number) => Array.from({ length: count }, (_, n) => `p${first + n}`);
const attended = (shift: string | null, persons: readonly string[], more: Partial<AttendedShift> = {}) => ({
  date: '2026-03-02',
  shift,
  shiftKey: shift?.toLowerCase() ?? null,
  persons,
  erased: 0,
  ...more,
});

/** The shifts that are withheld, and `total` if the total is. */
function withheld(shifts: readonly AttendedShift[], filters: { readonly shift?: string } = {}): unknown[] {
  const groups = new SmallGroups(shifts, filters);
  const each = [...new Set(shifts.map(({ shift }) => shift))].filter((shift) => groups.isWithheld(DATES, { shift }));
  return groups.isWithheld(DATES, {}) ? [...each, 'total'] : each;
}

describe('figures of attendance are withheld', () => {
  it('of fewer than five distinct persons, however often they came', () => {
    const twice = [attended('Early', people(1, 4)), attended('Early', people(1, 4), { date: '2026-03-03' })];
    expect(withheld(twice)).toEqual(['Early', 'total']);
    expect(withheld([attended('Early', people(1, 5))])).toEqual([]);
    expect(withheld([attended('Early', people(1, 4)), attended('Early', ['p5'], { date: '2026-03-03' })])).toEqual([]);
    expect(withheld([])).toEqual([]);
  });

  it('of the next smallest shift too, where a total would give away the one that is left', () => {
    const [early, late, night] = [attended('Early', people(1, 9)), attended('Late', people(10, 6)), attended('Night', ['p20'])]; // prettier-ignore
    expect(withheld([early, late])).toEqual([]);
    expect(withheld([early, late, night])).toEqual(['Late', 'Night']);
    expect(withheld([early, night])).toEqual(['Early', 'Night']);
    expect(withheld([early, attended('Late', people(10, 3)), attended('Night', people(13, 2))])).toEqual(['Late', 'Night']); // prettier-ignore
    expect(withheld([early, attended(null, ['p20'])])).toEqual(['Early', null]);
  });

  it('by the shift that is asked for in any case, and of a shift that is told in two ways', () => {
    const shifts = [attended('Early', people(1, 9)), attended('EARLY', ['p20'], { date: '2026-03-03' })];
    expect(withheld(shifts)).toEqual(['Early', 'EARLY']);
    expect(withheld([attended('Early', people(1, 9)), attended('Night', ['p20'])], { shift: 'NIGHT' })).toContain('total'); // prettier-ignore
  });

  it('where it is not known how many of the erased there were: those of one shift and date are', () => {
    const gone = (erased: number, date: string) => attended('Early', ['p1'], { erased, date });
    expect(withheld([gone(3, '2026-03-02'), gone(3, '2026-03-03')])).toEqual(['Early', 'total']);
    expect(withheld([gone(4, '2026-03-02')])).toEqual([]);
  });

  it('so that shown totals and shifts leave the rest of all, or of enough persons', () => {
    const anyShift = fc.record({
      shift: fc.constantFrom('A', 'B', 'C', 'D'),
      persons: fc.uniqueArray(fc.constantFrom(...people(1, 14)), { minLength: 1, maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(anyShift, { minLength: 1, maxLength: 8 }), (given) => {
        const shifts = given.map(({ shift, persons }) => attended(shift, persons));
        const hidden = withheld(shifts);
        const rest = shifts.filter(({ shift }) => hidden.includes(shift));
        const count = (of: readonly AttendedShift[]) => new Set(of.flatMap(({ persons }) => persons)).size;
        const isSafe = hidden.includes('total') || rest.length === 0 || count(rest) >= FEWEST_PERSONS;
        const isEachEnough = shifts.every(({ shift }) => hidden.includes(shift) || count(shifts.filter((each) => each.shift === shift)) >= FEWEST_PERSONS); // prettier-ignore
        return isSafe && isEachEnough;
      }),
      { numRuns: 200 },
    );
  });
});
