import fc from 'fast-check';
import type { ColumnLayout } from '#libs/read-models';
import { UnfitValue, arrayLiteral, copyField, valueRule } from './row-values';

function column(sqlType: string, more: Partial<ColumnLayout> = {}): ColumnLayout {
  const baseType = sqlType.replace(/\(.*/, '');
  return { property: 'value', column: 'value', sqlType, baseType, array: false, nullable: false, ...more };
}
const numeric = valueRule(column('numeric(9,3)', { scale: 3 }));

describe('a value on its way to a column', () => {
  it.each([
    ['12.5', '12.500'],
    ['12.500', '12.500'],
    ['12.5000', '12.500'],
    ['007', '7.000'],
    ['-0.000', '0.000'],
    ['-1', '-1.000'],
    ['0.100', '0.100'],
    ['999999.999', '999999.999'],
  ])('%s is %s, as Postgres would give it back', (given, canonical) => {
    expect(numeric.canonical(given)).toBe(canonical);
  });

  it.each(['12.5001', '1000000', '', '.5', '5.', '1e3', '+1', ' 1', '1,2', 'NaN', 12.5, undefined, null])(
    '%p is refused as a decimal, by the name of its column and without the value',
    (given) => {
      expect(() => numeric.canonical(given)).toThrow(UnfitValue);
      expect(() => numeric.canonical('secret')).not.toThrow(/secret/);
    },
  );

  it.each(['1.', '.', '1.0.', ''])('%p is no canonical whole number either', (given) => {
    const whole = valueRule(column('numeric(9,0)', { scale: 0 }));
    expect(whole.canonical('12')).toBe('12');
    expect(() => whole.canonical(given)).toThrow(UnfitValue);
  });

  it('has the same text whichever way a decimal was written', () => {
    const decimal = fc.tuple(fc.boolean(), fc.nat(999_999), fc.nat(999), fc.nat(3), fc.nat(4));
    fc.assert(
      fc.property(decimal, ([negative, whole, thousandths, zerosBefore, zerosAfter]) => {
        const fraction = String(thousandths).padStart(3, '0');
        const sign = negative && whole + thousandths > 0 ? '-' : '';
        const written = `${negative ? '-' : ''}${'0'.repeat(zerosBefore)}${whole}.${fraction}${'0'.repeat(zerosAfter)}`;
        expect(numeric.canonical(written)).toBe(`${sign}${whole}.${fraction}`);
      }),
    );
  });

  it('of a JSON column is what its text reads back as', () => {
    const rule = valueRule(column('jsonb'));
    const given = fc.anything({ withDate: true, withSparseArray: true, withObjectString: true, maxDepth: 3 });
    fc.assert(
      fc.property(given, (value) => {
        const written = JSON.stringify(value) as string | undefined;
        fc.pre(value !== null && value !== undefined && written !== undefined && !written.includes('\\u0000'));
        expect(rule.canonical(value)).toStrictEqual(JSON.parse(written));
      }),
    );
  });

  it.each<[string, unknown]>([
    ['uuid', '0197A3C4-5d6e-7f80-9a1b-2c3d4e5f6071'],
    ['uuid', 'x'],
    ['text', 'a\0b'],
    ['text', 5],
    ['integer', 1.5],
    ['integer', 2 ** 31],
    ['bigint', 2 ** 53],
    ['boolean', 'true'],
    ['date', '2026-1-1'],
    ['timestamp with time zone', '2026-01-01T00:00:00Z'],
    ['timestamp with time zone', '2026-01-01T00:00:00.000+02:00'],
    ['jsonb', () => undefined],
    ['jsonb', { a: 'b\0' }],
  ])('is refused by %s: %p', (type, value) => {
    expect(() => valueRule(column(type)).canonical(value)).toThrow(UnfitValue);
  });

  it('of a list is a list of such values', () => {
    const rule = valueRule(column('text', { array: true, nullable: true }));
    expect(arrayLiteral([{ value: rule.canonical(['a']) }, { value: null }], ({ value }) => value, rule)).toBe(
      '{"{\\"a\\"}",NULL}',
    );
    expect(() => rule.canonical([1])).toThrow(UnfitValue);
    expect(() => rule.canonical('a')).toThrow(UnfitValue);
  });

  it('may be missing only where the column may be null', () => {
    expect(valueRule(column('text', { nullable: true })).canonical(undefined)).toBeNull();
    expect(() => valueRule(column('text')).canonical(undefined)).toThrow(/value: must not be null/);
  });

  it.each(['bytea', 'real', 'interval'])('has no column of type %s', (type) => {
    expect(() => valueRule(column(type))).toThrow(TypeError);
  });

  it('stands in an array literal as it is, whatever characters it has', () => {
    const text = valueRule(column('text', { nullable: true }));
    const rows = ['plain', 'NULL', '', 'a"b', 'c\\d', '{,}', null].map((value) => ({ value }));
    expect(arrayLiteral(rows, ({ value }) => value, text)).toBe('{"plain","NULL","","a\\"b","c\\\\d","{,}",NULL}');
    const list = valueRule(column('text array', { baseType: 'text', array: true }));
    expect(arrayLiteral([{ value: ['a', 'b"c'] }], ({ value }) => value, list)).toBe('{"{\\"a\\",\\"b\\\\\\"c\\"}"}');
  });

  it.each<[string, unknown, string]>([
    ['text', 'a\tb\\c\nd\re', 'a\\tb\\\\c\\nd\\re'],
    ['text', '\\N', '\\\\N'],
    ['text', null, '\\N'],
    ['jsonb', { a: 'b"\n' }, '{"a":"b\\\\"\\\\n"}'],
    ['integer', 5, '5'],
    ['boolean', true, 'true'],
    ['date', '2026-01-31', '2026-01-31'],
  ])('is a field of a line to be copied: %s %j', (type, value, field) => {
    expect(copyField(value, valueRule(column(type, { nullable: true })))).toBe(field);
  });
});
