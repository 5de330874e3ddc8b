import { isHeld, isMatched } from '#libs/event-sourcing';
import { ifMatchOf, ifNoneMatchOf } from './entity-tag';

/** Compares as the service does that answers. */
const matchesAny = (header: string | undefined, state: string) => isHeld(ifNoneMatchOf(header), state);

describe('If-None-Match', () => {
  it.each(['"3"', 'W/"3"', '"2", "3"', '"2",W/"3"', '*', ' * ', ', "2" ,, "3",', '"a,b", "3"'])(
    'names state 3: %s',
    (header) => expect(matchesAny(header, '3')).toBe(true),
  );

  it.each([
    undefined,
    '',
    '3',
    '"2"',
    '"33"',
    'w/"3"',
    '"2" "3"',
    '"2", *, "3"',
    '"*"',
    '"1,*,2"',
    '"x, "3"',
    '"3',
    '*, "3"',
  ])('does not: %s', (header) => expect(matchesAny(header, '3')).toBe(false));
});

describe('If-None-Match before a change', () => {
  it.each(['', '3', '"3', '*, "3"'])('is refused where it cannot be read: %s', (header) => {
    expect(() => ifNoneMatchOf(header, 'change')).toThrow('If-None-Match must be entity tags in quotes');
  });

  it('names the states of which the thing must have none', () => {
    expect(ifNoneMatchOf('W/"2", "3"', 'change')).toBe('2,3');
    expect(ifNoneMatchOf('*', 'change')).toBe('*');
    expect(ifNoneMatchOf(undefined, 'change')).toBeUndefined();
  });
});

describe('If-Match', () => {
  it.each([
    ['"3"', '3'],
    ['"2", "3"', '2,3'],
    ['W/"2", "3"', '3'],
    ['"a,b", "3"', '3'],
    ['*', undefined],
    [undefined, undefined],
  ])('%s asks for %s', (header, states) => {
    expect(ifMatchOf(header)).toBe(states);
  });

  it.each(['W/"3"', 'W/"2", W/"3"', '"1,2"', '""'])('matches nothing with %s', (header) => {
    for (const state of ['1', '2', '3', undefined]) expect(isMatched(ifMatchOf(header), state)).toBe(false);
  });

  it.each(['', '3', 'w/"3"', '"3', '"2" "3"', '"3", *', `"${'x'.repeat(1_000)}"`])('refuses %s', (header) => {
    expect(() => ifMatchOf(header)).toThrow('If-Match must be entity tags in quotes');
  });

  it('is read quickly, however hostile it is', () => {
    const started = performance.now();
    expect(matchesAny(`${' ,\t'.repeat(300)}x`, '3')).toBe(false);
    expect(matchesAny('"'.repeat(999), '3')).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
