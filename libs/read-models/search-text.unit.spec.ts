import fc from 'fast-check';
import { searchColumns, searchTerms } from './search-text';

const [text, grams] = searchColumns(['number', 'name']);

describe('terms of a search', () => {
  it('are all words, as patterns without wildcards of their own', () => {
    expect(searchTerms(' a longest  B%b é_\\')?.patterns).toEqual(['%a%', '%longest%', '%b\\%b%', '%e\\_\\\\%']);
    const many = Array.from({ length: 50 }, (_, n) => `w${n}`);
    expect(searchTerms(many.join(' '))?.patterns).toHaveLength(50);
  });

  it('are none without words', () => expect(searchTerms(' \t ')).toBeUndefined());

  it('have no trigram that a text with their words lacks', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abКрÄéß한1-'.split('')), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(word, word, word, word, (number, before, asked, after) => {
        const row = { number, name: `x ${before}${asked}${after}` };
        const of = searchTerms(asked.toUpperCase());
        expect(text?.derived(row)).toContain(of?.patterns[0]?.slice(1, -1));
        expect(grams?.derived(row)).toEqual(expect.arrayContaining([...(of?.grams ?? [])]));
      }),
      { numRuns: 300 },
    );
  });
});
