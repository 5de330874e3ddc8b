import fc from 'fast-check';
import { CopyLines } from './copy-in';

describe('lines to be copied', () => {
  it('become their bytes, one after the other, however long they are', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.nat(400_000).map((length) => 'é'.repeat(length)),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const copied = new CopyLines();
        for (const each of lines) copied.add(each);
        expect(copied.count).toBe(lines.length);
        expect(Buffer.concat(copied.chunks()).equals(Buffer.from(lines.join('')))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
