import fc from 'fast-check';
import { readKey } from './idempotency-key';

describe('an idempotency key', () => {
  it.each(['', '""', 'two words', '"two words"', 'ü', '"a"b"', String.raw`"a\b"`, 'x'.repeat(256), 'tab\t'])(
    'is not %p',
    (header) => expect(readKey(header)).toBeUndefined(),
  );

  it('is one, bare or quoted', () => {
    const unit = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
    const bare = fc.string({ unit, minLength: 1, maxLength: 255 }).filter((key) => !key.startsWith('"'));
    fc.assert(
      fc.property(bare, (key) => {
        expect(readKey(key)).toBe(key);
        expect(readKey(`"${key.replaceAll(/["\\]/g, String.raw`\$&`)}"`)).toBe(key);
      }),
    );
  });
});
