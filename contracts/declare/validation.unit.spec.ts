import fc from 'fast-check';
import { DomainError } from '../errors';
import {
  Choice,
  Code,
  Count,
  Email,
  Flag,
  Id,
  Instant,
  List,
  LocalDate,
  Money,
  Nested,
  Quantity,
  Secret,
  Slug,
  Text,
  fieldsOf,
  schemaOf,
} from './fields';
import { parse } from './validation';

class Line {
  @Id() itemId!: string;
  @Quantity() counted!: string;
}

class Lot {
  @Code() number!: string;
  @LocalDate({ optional: true }) expiresOn?: string;
}

class Sample {
  @Id() id!: string;
  @Text({ max: 10, optional: true }) name?: string;
  @Text({ max: 20, optional: true, lines: true }) note?: string;
  @Quantity({ optional: true }) quantity?: string;
  @Quantity({ optional: true, sign: 'not_zero' }) change?: string;
  @Money({ optional: true }) unitCost?: string;
  @Instant({ optional: true }) effectiveAt?: string;
  @LocalDate({ optional: true, nullable: true }) through?: string | null;
  @Choice(['dry', 'cooler'], { optional: true }) zone?: string;
  @Flag({ optional: true }) lotTracked?: boolean;
  @Count({ min: 1, max: 200, optional: true }) limit?: number;
  @Email({ optional: true }) email?: string;
  @Slug({ optional: true }) slug?: string;
  @Secret({ max: 20, optional: true }) password?: string;
  @List(Id(), { max: 3, optional: true }) itemIds?: string[];
  @List(Choice(['admin', 'viewer']), { max: 4, unique: true, optional: true }) roles?: string[];
  @List(Nested(() => Line), { max: 2, optional: true }) lines?: Line[];
  @Nested(() => Lot, { optional: true }) lot?: Lot;
}

const id = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';

function faultsOf(input: unknown): readonly string[] {
  try {
    parse(Sample, input);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('VALIDATION_FAILED');
    return error.fields.map(({ pointer, code }) => `${pointer} ${code}`);
  }
  return [];
}

const faultsOfField = (name: string, value: unknown) => faultsOf({ id, [name]: value });

describe('parse', () => {
  it('returns an instance with normalised values', () => {
    const parsed = parse(Sample, {
      id: id.toUpperCase(),
      name: 'cafe\u0301',
      quantity: 12.5,
      change: '-007.10',
      unitCost: '2',
      effectiveAt: '2026-01-31T09:30:00Z',
      lines: [{ itemId: id.toUpperCase(), counted: '1' }],
      lot: { number: 'L-1', expiresOn: '2026-02-28' },
    });
    expect(parsed).toBeInstanceOf(Sample);
    expect(parsed.lines?.[0]).toBeInstanceOf(Line);
    expect(parsed).toEqual({
      id,
      name: 'caf\u00e9',
      quantity: '12.500',
      change: '-7.100',
      unitCost: '2.0000',
      effectiveAt: '2026-01-31T09:30:00.000Z',
      lines: [{ itemId: id, counted: '1.000' }],
      lot: { number: 'L-1', expiresOn: '2026-02-28' },
    });
  });

  it('leaves the input as it was', () => {
    const input = { id, quantity: 1, lines: [{ itemId: id, counted: 2 }] };
    const before = structuredClone(input);
    parse(Sample, input);
    expect(input).toEqual(before);
  });

  it.each([null, undefined, 'text', 7, [], [{ id }]])('refuses %p in place of an object', (input) => {
    expect(faultsOf(input)).toEqual([' TYPE']);
  });

  it('names a missing field and an unknown one', () => {
    expect(faultsOf({ 'a/b~c': 1 })).toEqual(['/a~1b~0c UNKNOWN', '/id REQUIRED']);
  });

  it('refuses the keys that pollute prototypes', () => {
    const faults = faultsOf(JSON.parse(`{"id":"${id}","__proto__":{"isAdmin":true},"constructor":{"prototype":{}}}`));
    expect(faults).toEqual(['/__proto__ UNKNOWN', '/constructor UNKNOWN']);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('does not take a required field from the prototype of the input', () => {
    expect(faultsOf(Object.create({ id }))).toEqual(['/id REQUIRED']);
  });

  it.each([
    ['quantity', '1.0001', 'SCALE'],
    ['quantity', 1.0001, 'SCALE'],
    ['quantity', -1, 'RANGE'],
    ['quantity', '0', 'RANGE'],
    ['quantity', '-0.000', 'RANGE'],
    ['quantity', 'NaN', 'FORMAT'],
    ['quantity', Number.NaN, 'FORMAT'],
    ['quantity', Number.POSITIVE_INFINITY, 'FORMAT'],
    ['quantity', '1e3', 'FORMAT'],
    ['quantity', 1e21, 'FORMAT'],
    ['quantity', '+1', 'FORMAT'],
    ['quantity', ' 1', 'FORMAT'],
    ['quantity', '.5', 'FORMAT'],
    ['quantity', '', 'FORMAT'],
    ['quantity', '0x10', 'FORMAT'],
    ['quantity', '1000000000000', 'RANGE'],
    ['quantity', null, 'FORMAT'],
    ['quantity', [1], 'FORMAT'],
    ['change', 0, 'RANGE'],
    ['unitCost', '1.00001', 'SCALE'],
    ['unitCost', '-1', 'RANGE'],
    ['effectiveAt', '+275760-09-13T00:00:00.000Z', 'FORMAT'],
    ['effectiveAt', '275760-09-13T00:00:00.000Z', 'FORMAT'],
    ['effectiveAt', '2026-02-30T00:00:00.000Z', 'FORMAT'],
    ['effectiveAt', '2026-01-31T24:00:00.000Z', 'FORMAT'],
    ['effectiveAt', '2026-01-31T09:30:00.0001Z', 'FORMAT'],
    ['effectiveAt', '2026-01-31T09:30:00+01:00', 'FORMAT'],
    ['effectiveAt', '2026-01-31', 'FORMAT'],
    ['effectiveAt', 1_767_225_600_000, 'TYPE'],
    ['through', '2026-02-29', 'FORMAT'],
    ['through', '275760-09-13', 'FORMAT'],
    ['zone', 'warm', 'CHOICE'],
    ['zone', 'constructor', 'CHOICE'],
    ['lotTracked', 'true', 'TYPE'],
    ['limit', 0, 'RANGE'],
    ['limit', 1.5, 'TYPE'],
    ['limit', '5', 'TYPE'],
    ['email', 'nobody', 'FORMAT'],
    ['slug', 'Acme', 'FORMAT'],
    ['slug', '-acme', 'FORMAT'],
    ['password', 'x'.repeat(21), 'LENGTH'],
    ['name', 'x'.repeat(11), 'LENGTH'],
    ['name', '   ', 'FORMAT'],
    ['name', 'a\u0000b', 'FORMAT'],
    ['name', 'a\ud800', 'FORMAT'],
    ['name', 'a\nb', 'FORMAT'],
    ['name', null, 'TYPE'],
    ['name', {}, 'TYPE'],
    ['itemIds', [id, id, id, id], 'COUNT'],
    ['roles', ['admin', 'viewer', 'admin'], 'REPEATED'],
    ['itemIds', id, 'TYPE'],
    ['lines', {}, 'TYPE'],
    ['lot', [], 'TYPE'],
    ['lot', 'L-1', 'TYPE'],
  ])('refuses %s: %p as %s', (name, value, code) => {
    expect(faultsOfField(name, value)).toEqual([`/${name} ${code}`]);
  });

  it.each([
    ['through', null],
    ['name', '𐐷'.repeat(10)],
    ['name', 'Zoë 🧀'],
    ['note', 'two\nlines'],
    ['quantity', '999999999999.999'],
    ['itemIds', []],
  ])('takes %s: %p', (name, value) => {
    expect(faultsOfField(name, value)).toEqual([]);
  });

  it('points into lists and nested objects', () => {
    expect(faultsOfField('itemIds', [id, 'x'])).toEqual(['/itemIds/1 FORMAT']);
    expect(
      faultsOfField('lines', [
        { itemId: id, counted: 1 },
        { itemId: id, counted: '1.2345', more: 1 },
      ]),
    ).toEqual(['/lines/1/more UNKNOWN', '/lines/1/counted SCALE']);
    expect(faultsOfField('lines', [7])).toEqual(['/lines/0 TYPE']);
    expect(faultsOfField('lines', [null])).toEqual(['/lines/0 TYPE']);
    expect(faultsOfField('lines', [[]])).toEqual(['/lines/0 TYPE']);
    expect(faultsOfField('lot', { expiresOn: 'soon' })).toEqual(['/lot/number REQUIRED', '/lot/expiresOn FORMAT']);
  });

  it('never lists more than 100 faults', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, index]));
    expect(faultsOf({ id, ...many })).toHaveLength(100);
  });

  it('never repeats a value in a fault', () => {
    expect.assertions(1);
    const secret = 'correct horse battery staple';
    try {
      parse(Sample, { id, password: secret });
    } catch (error) {
      expect(JSON.stringify([error, (error as Error).message])).not.toContain(secret);
    }
  });

  it('keeps every decimal of up to 3 places exactly, as text and as a number', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 15n - 1n), (thousandths) => {
        const digits = thousandths.toString().padStart(4, '0');
        const text = `${digits.slice(0, -3)}.${digits.slice(-3)}`;
        expect(parse(Sample, { id, quantity: text }).quantity).toBe(text);
        expect(parse(Sample, { id, quantity: Number(text) }).quantity).toBe(text);
      }),
    );
  });

  it('answers any JSON with an instance or with faults, and never with another error', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record({ id: fc.constant(id), lines: fc.jsonValue(), lot: fc.jsonValue() }),
    );
    fc.assert(fc.property(anything, (input) => Array.isArray(faultsOf(input))));
  });

  it('finds a parsed instance valid, unchanged', () => {
    const once = parse(Sample, { id, quantity: 3, lot: { number: 'L' }, lines: [{ itemId: id, counted: 1 }] });
    expect(parse(Sample, once)).toEqual(once);
  });
});

describe('fieldsOf', () => {
  it('names the fields in the order of their declaration, a base class first', () => {
    class Base {
      @Id() first!: string;
    }
    class Derived extends Base {
      @Id() second!: string;
    }
    expect(fieldsOf(Derived).map(({ name }) => name)).toEqual(['first', 'second']);
    expect(fieldsOf(Base).map(({ name }) => name)).toEqual(['first']);
  });

  it('refuses a field that is declared twice', () => {
    class Twice {
      field!: string;
    }
    Id()(Twice.prototype, 'field');
    expect(() => Id()(Twice.prototype, 'field')).toThrow('field field is declared twice on Twice');
  });

  it('gives decimals to be sent as text or number, and answered as text', () => {
    const nested = () => ({});
    const request = schemaOf(Line, { use: 'request', nested });
    const answer = schemaOf(Line, { use: 'answer', nested });
    expect(request).toMatchObject({ additionalProperties: false, required: ['itemId', 'counted'] });
    expect(request.properties).toMatchObject({ counted: { type: ['string', 'number'] } });
    expect(answer.properties).toMatchObject({ counted: { type: 'string', pattern: '^\\d{1,12}\\.\\d{3}$' } });
  });
});
