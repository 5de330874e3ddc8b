import fc from 'fast-check';
import { Code, Flag, LocalDate, Quantity, Text } from '#contracts/declare/fields';
import { column, declareImport } from '#contracts/declare/import-declaration';
import type { ImportMapping } from '#contracts/imports/import-mapping';
import { readRow } from './cell-reading';
import { readDate } from './date-format';
import type { Source } from './encoding';
import { dataRecords, surveyFile } from './file-reading';
import { readNumber } from './number-format';

const kind = declareImport({
  name: 'things',
  service: 'inventory',
  permission: 'inventory.item.manage',
  columns: [
    column('code', Code(), { isRequired: true, isCode: true, aliases: ['Nummer'] }),
    column('name', Text({ max: 200 })),
    column('amount', Quantity({ sign: 'signed' }), { aliases: ['Menge'] }),
    column('day', LocalDate(), { aliases: ['Datum'] }),
    column('open', Flag()),
  ],
});

/** In pieces of one size: over several sizes each boundary falls everywhere. */
function sourceOf(bytes: Buffer, size = 7): Source {
  return () =>
    Promise.resolve(
      (async function* () {
        for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
      })(),
    );
}

async function rowsOf(bytes: Buffer | string, mapping: ImportMapping = {}, size = 7) {
  const source = sourceOf(Buffer.from(bytes as string), size);
  const reading = await surveyFile(source, { kind, mapping });
  const rows: unknown[] = [];
  for await (const record of dataRecords(source, reading)) {
    const read = readRow(record, reading.columns);
    rows.push('values' in read ? read.values : read.fault.code);
  }
  return { rows, guesses: new Map(reading.guesses.map(({ what, value }) => [what, value])), count: reading.rows };
}

describe('a file', () => {
  const german = 'Nummer;name;Menge;Datum\r\n01;Mühle € 5;-1.234,5;15.04.2026\r\n';
  const read = [{ code: '01', name: 'Mühle € 5', amount: '-1234.500', day: '2026-04-15' }];
  const windows = Buffer.from(german.replace('€', '\u0080'), 'latin1');

  it.each([
    ['utf-8', Buffer.from(german)],
    ['utf-8', Buffer.from(`\ufeff${german}`)],
    ['utf-16le', Buffer.from(`\ufeff${german}`, 'utf16le')],
    ['utf-16le', Buffer.from(german, 'utf16le')],
    ['utf-16be', Buffer.from(german, 'utf16le').swap16()],
    ['windows-1252', windows],
  ])('as spreadsheets write it in German is read in %s', async (encoding, bytes) => {
    for (const size of [1, 7, 4_096]) {
      const { rows, guesses } = await rowsOf(bytes, {}, size);
      expect(rows).toEqual(read);
      expect(guesses.get('encoding')).toBe(encoding);
      expect(guesses.get('separator')).toBe('semicolon');
    }
  });

  it.each([
    ['comma', 'code,name\nA,"x, y"'],
    ['tab', 'code\tname\nA\tx, y'],
    ['bar', 'code|name\nA|x, y'],
    ['semicolon', 'sep=;\ncode;name\nA;x, y'],
  ])('is read with the separator %s', async (separator, text) => {
    const { rows, guesses } = await rowsOf(text);
    expect(rows).toEqual([{ code: 'A', name: 'x, y' }]);
    expect(guesses.get('separator')).toBe(separator);
  });

  it('may have titles above, blank lines, separators at the end and a totals line', async () => {
    const { rows, count } = await rowsOf(
      'Report of May;;;\n\n;;;\ncode;name;amount;\nA;x;1;\n\n;;;\nB;y;2;\nTotal:;;3;\n',
    );
    expect(rows).toEqual([
      { code: 'A', name: 'x', amount: '1.000' },
      { code: 'B', name: 'y', amount: '2.000' },
    ]);
    expect(count).toBe(2);
  });

  it.each([
    ['code;day\nA;03/04/2026', 'DATE_AMBIGUOUS'],
    ['code;amount\nA;173,900', 'NUMBER_AMBIGUOUS'],
    ['', 'EMPTY'],
    ['code;name', 'EMPTY'],
    ['name;amount\nx;1', 'COLUMN_MISSING'],
    ['code;Nummer\nx;1', 'COLUMN_TWICE'],
    ['foo;bar\nx;1', 'HEADER_MISSING'],
  ])('%j is refused as a whole: %s', async (text, code) => {
    await expect(rowsOf(text)).rejects.toMatchObject({ code });
  });

  it('one unambiguous cell decides the format of its column', async () => {
    const { rows } = await rowsOf('code;day;amount\nA;03/04/2026;173,900\nB;25/04/2026;12,5');
    expect(rows).toMatchObject([{ day: '2026-04-03', amount: '173.900' }, { day: '2026-04-25' }]);
  });

  it('is read as the mapping says, against any guess', async () => {
    const columns = [
      { header: 'When', column: 'day', dates: 'mdy' },
      { header: 'amount', column: 'amount', numbers: 'point' },
      { header: 'name', column: null },
    ] as const;
    const { rows } = await rowsOf('code;When;amount;name\nA;03/04/2026;173,900;x', { columns });
    expect(rows).toEqual([{ code: 'A', day: '2026-03-04', amount: '173900.000' }]);
  });

  it('names the line of a quote that stays open', async () => {
    const text = `code;name\nA;x\nB;"y\n${'C;z\n'.repeat(30_000)}`;
    await expect(rowsOf(text, {}, 4_096)).rejects.toMatchObject({
      code: 'QUOTE_NOT_CLOSED',
      message: expect.stringContaining('line 3') as string,
    });
  });
});

it.each([
  ['1E+05;x', 'EXPONENT'],
  ['A 1;' + 'x'.repeat(10_001), 'LENGTH'],
  ['A;x;1;2026-02-30', 'FORMAT'],
  ['A;x;1;2026-02-03;maybe', 'FORMAT'],
  [';x', 'REQUIRED'],
])('a cell makes its row bad: %.20s: %s', async (line, code) => {
  expect((await rowsOf(`code;name;amount;day;open\n${line}`, {}, 4_096)).rows).toEqual([code]);
});

it('the prefix that our own export puts before a formula is removed', async () => {
  expect((await rowsOf("code;name\nA;'=SUM(A1)\nB;'90s")).rows).toMatchObject([{ name: '=SUM(A1)' }, { name: "'90s" }]);
});

it.each(['=1+1', '+49 30 1', '-x', '@home', '=HYPERLINK("x")'])(
  'a cell that begins as a formula is data: %s',
  async (cell) => {
    expect((await rowsOf(`code;name\nA;${cell}`)).rows).toMatchObject([{ name: cell }]);
  },
);

describe('a number', () => {
  it.each([
    ['5-', '-5'],
    ['(5)', '-5'],
    ['\u22125', '-5'],
    ['1\u00a0234,5', '1234.5'],
    ['1\u202f234', '1234'],
    ['1.234', '1234'],
    ["1'234", '1234'],
    ['1.23', undefined],
    ['1,2,3', undefined],
    ['--5', undefined],
    ['1e5', undefined],
    ['', undefined],
  ])('%j is %j where the comma is decimal', (text, number) => {
    expect(readNumber(text, 'comma')).toBe(number);
  });

  it('written with groups and a comma is read back as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: 999 }), (whole, thousandths) => {
        const fraction = String(thousandths).padStart(3, '0');
        const written = `${whole.toLocaleString('de-DE')},${fraction}`;
        expect(readNumber(written, 'comma')).toBe(`${whole}.${fraction}`);
        expect(readNumber(written.replaceAll('.', "'").replace(',', '.'), 'point')).toBe(`${whole}.${fraction}`);
      }),
    );
  });
});

it('a date has a year of four digits and is one of the calendar', () => {
  expect(readDate('29.02.2024', 'dmy')).toBe('2024-02-29');
  expect(readDate('29.02.2026', 'dmy')).toBeUndefined();
  expect(readDate('1.2.26', 'dmy')).toBeUndefined();
  expect(readDate('2026/4/5', 'ymd')).toBe('2026-04-05');
});
