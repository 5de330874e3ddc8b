import fc from 'fast-check';
import { Login } from '../auth/login';
import { parse } from '../declare/validation';
import { mailboxFault, mailboxOf } from './mailbox';

const local = fc
  .array(fc.constantFrom('a', 'b', 'é', 'ü', 'ñ', 'z', '1', '.', '+', '-'), { minLength: 1, maxLength: 10 })
  .map((letters) => `x${letters.join('')}y`.replaceAll(/\.+/g, '.'));
const domain = fc.constantFrom(
  ['example.org', 'example.org'],
  ['münchen.example', 'xn--mnchen-3ya.example'],
  ['пример.example', 'xn--e1afmkfd.example'],
  ['日本.example', 'xn--wgv71a.example'],
);
const upper = (text: string, which: readonly boolean[]) =>
  [...text].map((letter, at) => (which[at % which.length] ? letter.toUpperCase() : letter)).join('');
const cases = fc.array(fc.boolean(), { minLength: 1, maxLength: 7 });
const composition = fc.constantFrom('NFC', 'NFD');

describe('a mailbox', () => {
  it('is one, however its address is spelled', () => {
    const spelled = fc.record({ local, domain, cases, composition, asAscii: fc.boolean() });
    fc.assert(
      fc.property(spelled, ({ local: name, domain: [unicode = '', ascii = ''], ...how }) => {
        const address = `${name}@${how.asAscii ? ascii : unicode}`;
        const spelling = upper(address, how.cases).normalize(how.composition);
        expect(mailboxFault(spelling)).toBeUndefined();
        expect(mailboxOf(spelling)).toBe(`${name}@${ascii}`);
        expect(mailboxOf(mailboxOf(spelling))).toBe(mailboxOf(spelling));
      }),
    );
  });

  it('is refused in a spelling that looks like another', () => {
    const hidden = fc.constantFrom('\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u180e', '\ufe0f');
    const wide = fc.constantFrom('ａ', '１', 'ﬁ', '①', 'ⅷ', 'ª');
    fc.assert(
      fc.property(local, fc.oneof(hidden, wide), fc.nat({ max: 5 }), (name, piece, at) => {
        const address = `${name.slice(0, at)}${piece}${name.slice(at)}@example.org`;
        expect(mailboxFault(address)).toMatch(/invisible|compatibility/);
      }),
    );
  });

  it.each([
    ['аda@example.org', /mix scripts/],
    ['adа.lovelace@example.org', /mix scripts/],
    ['οliver@example.org', /mix scripts/],
    ['ada@exa\u00admple.org', /invisible/],
    ['ada@ｅxample.org', /compatibility/],
    ['ada@[192.0.2.7]', /domain name/],
  ])('is refused with the reason: %s', (address, reason) => {
    expect(mailboxFault(address)).toMatch(reason);
  });

  it.each(['анна@example.org', '山田たろう@example.org', 'ada+tag@example.org', 'a.d.a@example.org', '7@example.org'])(
    'may be written in one script: %s',
    (address) => {
      expect(mailboxFault(address)).toBeUndefined();
    },
  );

  it('is another with other dots or another tag', () => {
    const forms = ['ada@example.org', 'a.da@example.org', 'ada+a@example.org', 'ada+b@example.org'].map(mailboxOf);
    expect(new Set(forms).size).toBe(4);
  });

  it('is checked at its field', () => {
    const read = (email: string) => () => parse(Login, { email, password: 'any' });
    expect(read('ada@example.org')).not.toThrow();
    expect(read('a\u00adda@example.org')).toThrow(/invisible/);
  });
});
