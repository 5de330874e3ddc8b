import { readCursor, writeCursor } from './cursor';
import { COLUMN_TYPES, instant } from './column-values';
import { snakeCase } from './entity-names';
import { IdColumn, ReadModel, Searched, TenantColumn, tableLayouts } from './index';
import { Column, PrimaryGeneratedColumn } from 'typeorm';

describe('values of columns', () => {
  it.each([
    ['2026-01-31 09:30:00+00', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31 09:30:00.1+00', '2026-01-31T09:30:00.100Z'],
    ['2026-01-31 09:30:00.123999+00', '2026-01-31T09:30:00.123Z'],
  ])('writes %s as %s', (text, iso) => expect(instant(text)).toBe(iso));

  it.each(['2026-01-31 09:30:00+02', '0044-03-15 12:00:00+00 BC', 'infinity', '12026-01-01 00:00:00+00'])(
    'refuses %s rather than show another moment',
    (text) => expect(() => instant(text)).toThrow(RangeError),
  );

  it('refuses an integer that a number cannot hold', () => {
    const int8 = COLUMN_TYPES.getTypeParser(20) as (text: string) => unknown;
    expect(int8('9007199254740991')).toBe(9007199254740991);
    expect(() => int8('9007199254740993')).toThrow(RangeError);
  });

  it('names columns in snake case', () => {
    expect(['effectiveAt', 'sku', 'tenantId', 'address2Line'].map(snakeCase)).toEqual([
      'effective_at',
      'sku',
      'tenant_id',
      'address2_line',
    ]);
  });
});

describe('a cursor', () => {
  it('is read as it was made', () => {
    const cursor = {
      list: 'items',
      filters: { active: true, name: 'ü' },
      sort: '-name',
      asOf: '2026-01-01T00:00:00.000Z',
      after: ['ü', null, 3],
    };
    expect(readCursor(writeCursor(cursor), 'items')).toEqual(cursor);
  });
});

describe('a table that a slot cannot have is refused by name', () => {
  @ReadModel({ schema: 'shop', table: 'generated', version: 1 })
  class Generated {
    @TenantColumn() tenantId!: string;
    @PrimaryGeneratedColumn('uuid') id!: string;
  }
  @ReadModel({ schema: 'shop', table: 'tenantless', version: 1 })
  class Tenantless {
    @IdColumn({ key: true }) id!: string;
  }
  @ReadModel({ schema: 'shop', table: 'misspelt', version: 1 })
  @Searched('nmae')
  class Misspelt {
    @TenantColumn() tenantId!: string;
    @IdColumn({ key: true }) id!: string;
    @Column('text') name!: string;
  }
  class Undeclared {}

  it.each([
    [Generated, /Generated.id: .*nothing is generated/],
    [Tenantless, /Tenantless: the key must begin with tenantId/],
    [Misspelt, /Misspelt has no column nmae/],
    [Undeclared, /Undeclared is not declared with @ReadModel/],
  ])('%p', async (table, sentence) => {
    const projection = { name: 'x', service: 'shop', version: 1, tables: [table] };
    await expect(tableLayouts(projection)).rejects.toThrow(sentence);
  });
});
