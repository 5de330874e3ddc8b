import fc from 'fast-check';
import { foldedText, searchableText } from './text-folding';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });

describe('folded text', () => {
  it('is one form of all forms and cases of a text', () => {
    fc.assert(
      fc.property(text, (given) => {
        const folded = foldedText(given);
        for (const form of ['NFC', 'NFD'] as const) expect(foldedText(given.normalize(form))).toBe(folded);
        expect(foldedText(given.toUpperCase())).toBe(folded);
        expect(foldedText(given.toLowerCase())).toBe(folded);
        expect(foldedText(folded)).toBe(folded);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['КРУПА', 'крупа'],
    ['KÄSE', 'käse'],
    ['Éclair', 'e\u0301clair'],
    ['STRASSE', 'straße'],
    ['GROẞ', 'groß'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['ﬁn', 'FIN'],
    ['Å', '\u212b'],
  ])('takes %s and %s for the same', (one, other) => expect(foldedText(one)).toBe(foldedText(other)));

  it.each([
    ['cafe', 'café'],
    ['и', 'й'],
    ['A-1', 'A-2'],
    ['l', 'ł'],
  ])('keeps %s and %s apart', (one, other) => expect(foldedText(one)).not.toBe(foldedText(other)));
});

describe('searchable text', () => {
  it('of a part is a part of that of the whole, so that every part is found', () => {
    // A part ends where a letter ends: Unicode joins no letter of the two sides.
    const letters = fc.string({
      unit: fc.constantFrom(...'aÄéßłÆıİΣςйЁ한が १ 0-'.split(''), 'e\u0301', 'И\u0306'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(letters, letters, letters, (before, part, after) => {
        expect(searchableText(before + part + after)).toContain(searchableText(part));
      }),
      { numRuns: 500 },
    );
  });

  it('is one form of all forms and cases of a text', () => {
    fc.assert(
      fc.property(text, (given) => {
        const folded = searchableText(given);
        expect(searchableText(given.normalize('NFD').toUpperCase())).toBe(folded);
        expect(searchableText(folded)).toBe(folded);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['Łódź', 'lodz'],
    ['CRÈME BRÛLÉE', 'creme brulee'],
    ['Ёлка', 'елка'],
    ['İstanbul', 'istanbul'],
    ['Smørrebrød', 'smorrebrod'],
    ['مُحَمَّد', 'محمد'],
  ])('of %s is %s', (given, found) => expect(searchableText(given)).toBe(found));

  it.each(['हिन्दी', 'ภาษาไทย', 'がぎ', '한국어'])('keeps the vowels and sounds of %s', (given) =>
    expect(searchableText(given)).toBe(given),
  );
});
