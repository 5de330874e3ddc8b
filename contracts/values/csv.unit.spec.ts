import fc from 'fast-check';
import { allContracts } from '../catalogue';
import { type Contract, contractOf } from '../declare/contract';
import { csvColumns, csvFileName, csvLine } from './csv';
import { ListAuditLogs } from '../audit/list-audit-logs';
import { ListUsers } from '../auth/list-users';
import { fieldsOf } from '../declare/field';
import { ListItemMovements } from '../inventory/list-item-movements';
import { ListStock } from '../inventory/list-stock';

/** One of these columns tells the rows of a list apart. */
const KEYS = new Set(['id', 'itemId', 'name', 'record', 'date', 'kpi']);

function withoutKey({ name, answers }: Contract, columns: readonly string[]): string {
  return (
    `${answers.name}, a row of ${name}, has no id, so the lines of its table cannot be told apart. Give it ` +
    `\`@Id() id!: string\`, or add the column that does to KEYS in csv.unit.spec.ts. It has: ${columns.join(', ')}.`
  );
}

/** The cells that any reader by RFC 4180 finds in one line. */
function cellsOf(line: string): string[] {
  const found = [...line.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?:,|\r\n)/gy)];
  expect(found.map(([text]) => text).join('')).toBe(line);
  return found.map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain);
}

describe('a line of a table', () => {
  it('gives back every text as it was, but for the mark before a formula', () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom(...'=+-@"\',;\t\r\n 5a'), fc.string({ unit: 'binary' })) });
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (values) => {
        const cells = cellsOf(csvLine(values));
        expect(cells.length).toBe(values.length);
        for (const [at, cell] of cells.entries()) expect([values[at], `'${values[at]}`]).toContain(cell);
      }),
    );
  });

  it('marks text by its pattern, and leaves numbers', () => {
    expect(csvLine(['-5.00', '-2+3+cmd|x!A1', '=1+1', '@a', '-A12', "'=x"])).toBe(
      "-5.00,'-2+3+cmd|x!A1,'=1+1,'@a,'-A12,''=x\r\n",
    );
  });

  it('begins no cell as a formula, unless the cell is a number', () => {
    const start = fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '＝',
      '＋',
      '－',
      '＠',
      ' =',
      '\u00a0+',
      '\ufeff@',
    );
    fc.assert(
      fc.property(start, fc.string(), (begins, rest) => {
        const [cell = ''] = cellsOf(csvLine([`${begins}${rest}`, 'next']));
        if (!/^-\d+(\.\d+)?$/.test(cell)) expect(cell).toBe(`'${begins}${rest}`);
      }),
    );
  });

  it.each([
    ['-5.000', '-5.000'],
    ['12.500', '12.500'],
    [-3, '-3'],
    [1e15, '1000000000000000'],
    [false, 'false'],
    [null, ''],
    [undefined, ''],
    ['', ''],
    ['-5.000-1', "'-5.000-1"],
    ['-1e5', "'-1e5"],
    ['+49 30 1234', "'+49 30 1234"],
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ['Flour, white', '"Flour, white"'],
    ['2;=1+1', '"2;=1+1"'],
    ['7" pan', '"7"" pan"'],
    ['two\nlines', '"two\nlines"'],
    ['=A1,"x"', `"'=A1,""x"""`],
  ])('writes %p as %s', (value, written) => {
    expect(csvLine([value, 'end'])).toBe(`${written},end\r\n`);
  });
});

describe('the columns of a list', () => {
  it('are the fields of one value each, in the order of the contract', () => {
    expect(csvColumns(contractOf(ListUsers))).toEqual(['id', 'email', 'name', 'status', 'createdAt', 'updatedAt']);
    expect(csvColumns(contractOf(ListStock))).toEqual([
      'itemId',
      'itemNumber',
      'itemName',
      'unit',
      'locationId',
      'locationCode',
      'lotNumber',
      'expiresOn',
      'onHand',
      'available',
      'reserved',
      'belowMin',
    ]);
    const audit = csvColumns(contractOf(ListAuditLogs));
    expect(audit).toEqual(expect.arrayContaining(['id', 'index', 'action', 'outcome']));
    for (const name of ['actor', 'entity', 'changes']) expect(audit).not.toContain(name);
  });

  it.each(allContracts().flatMap((contract) => (contract.list ? [[contract.name, contract] as const] : [])))(
    'identify a row of %s',
    (_name, contract) => {
      const fields = fieldsOf(contract.list?.table ?? contract.answers).map(({ name }) => name);
      const columns = csvColumns(contract);
      expect(fields.filter((name) => columns.includes(name))).toEqual(columns);
      if (!columns.some((name) => KEYS.has(name))) throw new Error(withoutKey(contract, columns));
      expect(csvFileName(contract)).toMatch(/^[a-z]+(?:-[a-z]+)*\.csv$/);
    },
  );

  it('are saved under the name of the list', () => {
    expect(csvFileName(contractOf(ListItemMovements))).toBe('item-movements.csv');
  });
});
