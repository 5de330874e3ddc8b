import { Code, Flag, Instant, LocalDate, Quantity, Text } from '#contracts/declare/fields';
import { column, declareImport } from '#contracts/declare/import-declaration';
import type { ImportMapping } from '#contracts/imports/import-mapping';
import { readRow } from '../cell-reading';
import { dataRecords, surveyFile } from '../file-reading';
import { workbookOf, zipOf, type FixtureCell } from './workbook.fixture';

const kind = declareImport({
  name: 'workbook-things',
  service: 'inventory',
  permission: 'inventory.item.manage',
  columns: [
    column('code', Code(), { isRequired: true, isCode: true }),
    column('name', Text({ max: 200 })),
    column('amount', Quantity({ sign: 'signed' })),
    column('day', LocalDate()),
    column('at', Instant()),
    column('open', Flag()),
  ],
});

async function* bytesOf(bytes: Buffer) {
  yield await Promise.resolve(bytes);
}

async function rowsOf(bytes: Buffer, mapping: ImportMapping = {}) {
  const source = () => Promise.resolve(bytesOf(bytes));
  const reading = await surveyFile(source, { kind, mapping, timeZone: 'Europe/Berlin' });
  const rows: unknown[] = [];
  for await (const record of dataRecords(source, reading)) {
    const read = readRow(record, reading);
    rows.push('values' in read ? read.values : read.fault.code);
  }
  return { rows, guesses: new Map(reading.guesses.map(({ what, value }) => [what, value])) };
}

const styled = (value: number, style: number): FixtureCell => ({ xml: `<c s="${style}"><v>${value}</v></c>` });
const FORMATS = ['dd.mm.yyyy', 'yyyy\\-mm\\-dd\\ hh:mm', '0000', '[Red]#,##0.00 "days"', '[$-407]d. mmm yy;@'];
const HEADING = ['code', 'name', 'amount', 'day', 'at', 'open'];

const sheetOf = (...rows: readonly (readonly FixtureCell[])[]) => [{ name: 'Data', rows: [HEADING, ...rows] }];

describe('a workbook', () => {
  it('is read with the types of its cells, and nothing about them is guessed', async () => {
    const bytes = workbookOf(
      sheetOf(
        [
          '01',
          'Mühle & Söhne',
          173.9,
          styled(46_127, 1),
          styled(46_127.354_166_666_67, 2),
          { xml: '<c t="b"><v>1</v></c>' },
        ],
        [styled(7, 3), { xml: '<c t="s"><v>0</v></c>' }, 0.1 + 0.2, styled(46_127, 5), null, null],
        [4711, null, styled(-1234.5, 4), styled(1, 1), null, null],
      ),
      {
        formats: FORMATS,
        strings: ['<r><t>Sal</t></r><r><t xml:space="preserve">z_x000A_</t></r><rPh><t>no</t></rPh>'],
      },
    );
    const { rows, guesses } = await rowsOf(bytes);
    expect(rows).toEqual([
      {
        code: '01',
        name: 'Mühle & Söhne',
        amount: '173.900',
        day: '2026-04-15',
        at: '2026-04-15T06:30:00.000Z',
        open: true,
      },
      { code: '0007', name: 'Salz', amount: '0.300', day: '2026-04-15' },
      { code: '4711', amount: '-1234.500', day: '1900-01-01' },
    ]);
    expect([...guesses]).toEqual([
      ['sheet', 'Data'],
      ['headingLine', '1'],
      ['timeZone of at', 'Europe/Berlin'],
    ]);
  });

  it('may count its dates from 1904', async () => {
    const { rows, guesses } = await rowsOf(
      workbookOf(sheetOf(['A', null, null, styled(44_665, 1)]), { formats: FORMATS, is1904: true }),
    );
    expect([rows, guesses.get('dates')]).toEqual([[{ code: 'A', day: '2026-04-15' }], 'from 1904']);
  });

  it('has texts that are read as those of any other file', async () => {
    const { rows, guesses } = await rowsOf(
      workbookOf(sheetOf(['A', null, '1.355,90', '15.04.2026'], ['B', null, '173,9', '03.04.2026'])),
    );
    expect(rows).toMatchObject([{ amount: '1355.900' }, { amount: '173.900', day: '2026-04-03' }]);
    expect(guesses.get('numbers of amount')).toBe('comma');
    await expect(rowsOf(workbookOf(sheetOf(['A', null, '173,900'])))).rejects.toMatchObject({
      code: 'NUMBER_AMBIGUOUS',
    });
  });

  it('gives the last results of its formulas, and says so', async () => {
    const { rows, guesses } = await rowsOf(
      workbookOf(
        sheetOf(
          ['A', { xml: '<c t="str"><f>B1</f><v>x</v></c>' }, { xml: '<c><f>1+1</f><v>2</v></c>' }],
          ['B', null, { xml: '<c><f>1+1</f></c>' }],
          ['C', null, { xml: '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>' }],
        ),
      ),
    );
    expect(rows).toEqual([{ code: 'A', name: 'x', amount: '2.000' }, 'CELL_FAULT', 'CELL_FAULT']);
    expect(guesses.get('formulas')).toBe('4 cells');
  });

  it.each([
    ['a code with more digits than a number keeps', [1.9e18], 'EXPONENT'],
    ['a code that became a date', [styled(46_127, 1)], 'EXPONENT'],
    ['a code that became a fraction', [1.5], 'EXPONENT'],
    ['a number for a date', ['A', null, null, 46_127], 'FORMAT'],
    ['a date with a time for a date', ['A', null, null, styled(46_127.5, 1)], 'FORMAT'],
    ['the 29 February 1900 that was not', ['A', null, null, styled(60, 1)], 'CELL_FAULT'],
    ['a date for a number', ['A', null, styled(46_127, 1)], 'FORMAT'],
    ['a day for a time', ['A', null, null, null, styled(46_127, 1)], 'FORMAT'],
    ['a time that the clocks skip', ['A', null, null, null, styled(46_110.104_166_666_67, 2)], 'TIME_NOT_EXISTING'],
  ])('%s makes its row bad', async (_, row: readonly FixtureCell[], code) => {
    expect((await rowsOf(workbookOf(sheetOf(row), { formats: FORMATS }))).rows).toEqual([code]);
  });

  it('has one sheet with cells, or the mapping names the sheet', async () => {
    const [data] = sheetOf(['A']);
    const more = { name: 'More', rows: [['code'], ['B']] };
    const two = workbookOf([data as typeof more, more, { name: 'Empty', rows: [] }]);
    const message = expect.stringContaining('Data, More;') as string;
    await expect(rowsOf(two)).rejects.toMatchObject({ code: 'SHEET_AMBIGUOUS', message });
    expect((await rowsOf(two, { sheet: 'More' })).rows).toEqual([{ code: 'B' }]);
    await expect(rowsOf(two, { sheet: 'No' })).rejects.toMatchObject({ code: 'SHEET_MISSING' });
    const hidden = await rowsOf(
      workbookOf([data as typeof more, { ...more, isHidden: true }, { name: 'E', rows: [] }]),
    );
    expect([hidden.rows, hidden.guesses.get('sheet')]).toEqual([[{ code: 'A' }], 'Data']);
    await expect(rowsOf(workbookOf([{ name: 'E', rows: [] }]))).rejects.toMatchObject({ code: 'EMPTY' });
  });
});

describe('a workbook that is refused', () => {
  const sheet = (text: string) => ({ 'xl/worksheets/sheet1.xml': text });

  it.each([
    [
      'unpacks to a hundred times as much',
      { more: { 'xl/styles.xml': `<a>${' '.repeat(20_000_000)}</a>` } },
      'XLSX_TOO_LARGE',
    ],
    [
      'has too many parts',
      { more: Object.fromEntries(Array.from({ length: 2_001 }, (_, n) => [`p${n}`, ''])) },
      'XLSX_TOO_LARGE',
    ],
    [
      'declares entities',
      {
        more: sheet('<!DOCTYPE a [<!ENTITY x "yy">]><worksheet><row r="1"><c t="str"><v>&x;</v></c></row></worksheet>'),
      },
      'XLSX_INVALID',
    ],
    ['is not well-formed', { more: sheet('<worksheet><row>') }, 'XLSX_INVALID'],
    ['has rows out of order', { more: sheet('<worksheet><row r="2"/><row r="1"/></worksheet>') }, 'XLSX_INVALID'],
  ])('%s', async (_, options, code) => {
    await expect(rowsOf(workbookOf(sheetOf(['A']), options))).rejects.toMatchObject({ code });
  });

  it('is another archive, is cut off, or says a size that is not its own', async () => {
    const whole = workbookOf(sheetOf(['A']));
    const lying = zipOf({ 'xl/workbook.xml': `<workbook>${' '.repeat(10_000)}</workbook>` }, 10);
    for (const bytes of [zipOf({ 'a.txt': 'x' }), whole.subarray(0, whole.length / 2), lying]) {
      await expect(rowsOf(bytes)).rejects.toMatchObject({ code: 'XLSX_INVALID' });
    }
  });
});
