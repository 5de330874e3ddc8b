import fc from 'fast-check';
import { repeatedKey } from './repeated-key';

describe('a key that comes twice', () => {
  it.each([
    ['{"a":1,"a":2}', '/a'],
    ['{"a":{"b":[1,{"c":1,"d":2,"c":3}]}}', '/a/b/1/c'],
    [String.raw`{"a/b":1,"a\u002fb":2}`, '/a~1b'],
    ['{"a":"b","b":"a","a":"c"}', '/a'],
    ['[{"a":1},{"a":1,"":2,"":3}]', '/1/'],
  ])('is found in %s', (text, pointer) => {
    expect(repeatedKey(text)).toBe(pointer);
  });

  it('is in no text that was written from a value', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(repeatedKey(JSON.stringify(value))).toBeUndefined()));
  });

  it('is found wherever it stands', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(object, fc.nat(5), (value, depth) => {
        const text = JSON.stringify(value);
        const [key] = Object.keys(JSON.parse(text) as object);
        const twice = `${text.slice(0, -1)},${JSON.stringify(key)}:0}`;
        expect(repeatedKey(`${'['.repeat(depth)}${twice}${']'.repeat(depth)}`)).toMatch(new RegExp(`^(/0){${depth}}/`));
      }),
    );
  });
});
