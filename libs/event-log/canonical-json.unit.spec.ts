import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson, canonicalMembers, joinedMembers } from './canonical-json';
import { InvalidEvent } from './event-log';

/** Any Unicode text that a store can hold, rich in what JSON escapes. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\u0000', '')),
  fc.string({
    unit: fc.constantFrom('"', '\\', '/', '\b', '\n', '\u001f', '\u007f', '\u2028', 'é', '\ufb33', '🏭', '€'),
  }),
);
const key = fc.oneof(text, fc.nat().map(String), fc.constantFrom('__proto__', 'toString', 'a', 'A', 'aa', ''));
const { value } = fc.letrec<{ value: unknown; object: object }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(key, tie('value'), { maxKeys: 6 }),
}));
const object = fc.dictionary(key, value, { maxKeys: 8 });

class Lot {
  constructor(
    readonly number: string,
    readonly expiresOn: string,
  ) {}
}

describe('canonical JSON', () => {
  it('of the members of two objects is that of one object with all of them', () => {
    fc.assert(
      fc.property(object, object, (one, other) => {
        const rest = Object.fromEntries(Object.entries(other).filter(([name]) => !Object.hasOwn(one, name)));
        const joined = joinedMembers(canonicalMembers(one), canonicalMembers(rest));
        expect(joined).toBe(canonicalJson(Object.fromEntries([...Object.entries(one), ...Object.entries(rest)])));
      }),
    );
  });

  it('is what an independent implementation of RFC 8785 writes', () => {
    fc.assert(
      fc.property(object, (content) => {
        expect(canonicalJson(content)).toBe(canonicalize(content));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is read back as the same content', () => {
    fc.assert(
      fc.property(object, (content) => {
        expect(canonicalJson(JSON.parse(canonicalJson(content)) as object)).toBe(canonicalJson(content));
        expect(JSON.parse(canonicalJson(content))).toEqual(JSON.parse(JSON.stringify(content)));
      }),
    );
  });

  it('does not depend on the order in which members were written', () => {
    fc.assert(
      fc.property(object, (content) => {
        const reversed = Object.fromEntries(Object.entries(content).reverse());
        fc.pre(Object.keys(reversed).length === Object.keys(content).length);
        expect(canonicalJson(reversed)).toBe(canonicalJson(content));
      }),
    );
  });

  it('is what RFC 8785 gives as its example', () => {
    const example = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(example)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts by UTF-16 code units, also names that are numbers', () => {
    const content = { '\u20ac': 1, '\r': 2, '\ufb33': 3, 9: 4, 10: 5, '🏭': 6, '\u0080': 7, ö: 8 };
    expect(canonicalJson(content)).toBe('{"\\r":2,"10":5,"9":4,"\u0080":7,"ö":8,"€":1,"🏭":6,"\ufb33":3}');
  });

  it('writes minus zero as zero, and an instance of a class of data as its members', () => {
    expect(canonicalJson({ quantity: -0, lot: new Lot('L1', '2027-01-31') })).toBe(
      '{"lot":{"expiresOn":"2027-01-31","number":"L1"},"quantity":0}',
    );
  });
});

describe('canonical JSON refuses', () => {
  it.each<[string, object, string]>([
    ['U+0000', { note: 'a\u0000b' }, '$.note holds U+0000 or a lone surrogate'],
    ['a lone surrogate', { lines: ['ok', { note: '\ud83c' }] }, '$.lines[1].note holds U+0000 or a lone surrogate'],
    ['the same in a name of a member', { 'a\udfed': 1 }, '$["a\\udfed"] holds U+0000 or a lone surrogate'],
    ['NaN', { quantity: Number.NaN }, '$.quantity is NaN, which JSON cannot hold'],
    ['infinity', { a: [-Infinity] }, '$.a[0] is -Infinity, which JSON cannot hold'],
    ['undefined', { lot: { expiresOn: undefined } }, '$.lot.expiresOn is undefined'],
    ['a hole in an array', { a: Object.assign([1], { 2: 3 }) }, '$.a[1] is undefined'],
    ['a bigint', { amount: 1n }, '$.amount is a bigint'],
    ['a function', { 'not a name': () => 1 }, '$["not a name"] is a function'],
    ['a symbol', { kind: Symbol('x') }, '$.kind is a symbol'],
    ['a Date', { at: new Date(0) }, '$.at is a Date, not plain data'],
    ['a Map', { rows: new Map() }, '$.rows is a Map, not plain data'],
    ['bytes', { digest: new Uint8Array(2) }, '$.digest is a Uint8Array, not plain data'],
    [
      'an object with a toJSON of its own',
      { price: { toJSON: () => 1 } },
      '$.price is an object with a toJSON, not plain data',
    ],
    ['an array', [], '$ is an array, not an object'],
  ])('%s, by its path', (_, content, message) => {
    expect(() => canonicalJson(content)).toThrow(new InvalidEvent(message));
    expect(() => canonicalJson(content)).toThrow(InvalidEvent);
  });

  it('what contains itself', () => {
    const loop: { self?: object } = {};
    loop.self = loop;
    expect(() => canonicalJson(loop)).toThrow(/\.self is nested deeper than 64 levels$/);
  });
});
