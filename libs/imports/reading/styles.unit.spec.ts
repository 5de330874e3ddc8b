import fc from 'fast-check';
import { Code, LocalDate, Quantity, Text } from '#contracts/declare/fields';
import { column, declareImport } from '#contracts/declare/import-declaration';
import type { DateFormat, ImportMapping, NumberFormat, Separator } from '#contracts/imports/import-mapping';
import { csvLine } from '#contracts/values/csv';
import { ImportFailed } from '../import-failed';
import { readRow } from './cell-reading';
import { dataRecords, surveyFile } from './file-reading';
import { workbookOf } from './xlsx/workbook.fixture';

const kind = declareImport({
  name: 'styled-things',
  service: 'inventory',
  permission: 'inventory.item.manage',
  columns: [
    column('code', Code(), { isRequired: true, isCode: true }),
    column('name', Text({ max: 200, lines: true })),
    column('amount', Quantity({ sign: 'signed' })),
    column('day', LocalDate()),
  ],
  ownTable: () => HEADING,
});
const HEADING = ['code', 'name', 'amount', 'day'];

interface Row {
  readonly code: string;
  readonly name: string;
  readonly amount: string;
  readonly day: string;
}

const SIGNS: Readonly<Record<Separator, string>> = { semicolon: ';', comma: ',', tab: '\t', bar: '|' };
const GROUPS: Readonly<Record<NumberFormat, readonly string[]>> = {
  comma: ['', '.', ' ', '\u00a0', '\u202f', "'"],
  point: ['', ',', ' ', '\u00a0', '\u202f', "'"],
};

/** Each has signs beyond ASCII that no other encoding makes of the same bytes. */
const ENCODINGS = {
  'utf-8': (text: string) => Buffer.from(text),
  'utf-8 with mark': (text: string) => Buffer.from(`\ufeff${text}`),
  'utf-16le': (text: string) => Buffer.from(text, 'utf16le'),
  'utf-16le with mark': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be': (text: string) => Buffer.from(text, 'utf16le').swap16(),
  'windows-1252': (text: string) =>
    Buffer.from(text.replaceAll('\u202f', '\u00a0').replaceAll('\u2212', '-'), 'latin1'),
} as const;

const style = fc.record({
  separator: fc.constantFrom<Separator>('semicolon', 'comma', 'tab', 'bar'),
  isSaid: fc.boolean(),
  numbers: fc.constantFrom<NumberFormat>('comma', 'point'),
  group: fc.nat({ max: 5 }),
  minus: fc.constantFrom('-x', 'x-', '\u2212x', '(x)'),
  dates: fc.constantFrom<DateFormat>('ymd', 'dmy', 'mdy'),
  between: fc.constantFrom('.', '/', '-'),
  isPadded: fc.boolean(),
  encoding: fc.constantFrom(...(Object.keys(ENCODINGS) as (keyof typeof ENCODINGS)[])),
  quotesAll: fc.boolean(),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  title: fc.constantFrom('', 'A report', 'Ein Bericht; mit Titel'),
  trailing: fc.boolean(),
  hasTotals: fc.boolean(),
});
type Style = (typeof style extends fc.Arbitrary<infer Of> ? Of : never) & object;

const name = fc
  .string({ unit: fc.constantFrom(...'abzÄößñ ;,|\t"\n5.'), minLength: 1, maxLength: 12 })
  .map((text) => `x${text}x`.replaceAll(/ +/g, ' '));
const row: fc.Arbitrary<Row> = fc.record({
  code: fc.nat({ max: 99_999 }).map((n) => `0${n}`),
  name,
  amount: fc
    .tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.nat({ max: 999 }))
    .map(([whole, thousandths]) => `${whole}.${String(thousandths).padStart(3, '0')}`),
  day: fc
    .integer({ min: Date.UTC(2020, 0, 1) / 86_400_000, max: Date.UTC(2030, 0, 1) / 86_400_000 })
    .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
});
const table = fc.array(row, { minLength: 1, maxLength: 4 });

function numberIn(amount: string, { numbers, group, minus }: Style): string {
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d+)\.(\d+)$/.exec(amount) ?? [];
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, GROUPS[numbers][group] ?? '');
  const text = `${grouped}${numbers === 'comma' ? ',' : '.'}${fraction}`;
  return sign === '-' ? minus.replace('x', text) : text;
}

function dateIn(day: string, { dates, between, isPadded }: Style): string {
  const [year = '', month = '', date = ''] = day.split('-');
  const part = (text: string) => (isPadded ? text : String(Number(text)));
  const parts = { y: year, m: part(month), d: part(date) };
  // Nobody writes the month first with dots.
  const sign = dates === 'mdy' && between === '.' ? '/' : between;
  return [...dates].map((each) => parts[each as 'y' | 'm' | 'd']).join(sign);
}

function written(rows: readonly Row[], of: Style): Buffer {
  const sign = SIGNS[of.separator];
  const cell = (text: string) => (of.quotesAll || /["\t;,|\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (cells: readonly string[]) => cells.map(cell).join(sign) + (of.trailing ? sign.repeat(2) : '');
  const lines = [
    ...(of.isSaid ? [`sep=${sign}`] : []),
    ...(of.title === '' ? [] : [cell(of.title), '']),
    line(HEADING),
    ...rows.map((each) => line([each.code, each.name, numberIn(each.amount, of), dateIn(each.day, of)])),
    ...(of.hasTotals ? [line(['Total', '', '1', ''])] : []),
  ];
  return ENCODINGS[of.encoding](lines.join(of.lineEnd) + of.lineEnd);
}

async function* piecesOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 64) yield await Promise.resolve(bytes.subarray(at, at + 64));
}

/** The rows, or the code of the refusal. */
async function readBack(bytes: Buffer, mapping: ImportMapping = {}): Promise<unknown> {
  const source = () => Promise.resolve(piecesOf(bytes));
  try {
    const reading = await surveyFile(source, { kind, mapping });
    const rows: unknown[] = [];
    for await (const record of dataRecords(source, reading)) {
      const read = readRow(record, reading);
      rows.push('values' in read ? read.values : read.fault);
    }
    return rows;
  } catch (error) {
    if (error instanceof ImportFailed) return error.code;
    throw error;
  }
}

/** A decimal sign that is no sign between thousands: two of them, or not three digits behind the last. */
const provesNumbers = (amount: string, { group, numbers }: Style) => {
  const text = numberIn(amount, { group, numbers, minus: '-x' } as Style);
  return (text.match(/[.,]/g)?.length ?? 0) > 1 || !/^-?[1-9]\d{0,2}[.,]\d{3}$/.test(text);
};

it('a table in any style is read back unchanged, or is said to be ambiguous where it is', async () => {
  await fc.assert(
    fc.asyncProperty(table, style, async (rows, of) => {
      const bytes = written(rows, of);
      const mapping: ImportMapping = {
        columns: [
          { header: 'amount', column: 'amount', numbers: of.numbers },
          { header: 'day', column: 'day', dates: of.dates },
        ],
      };
      expect(await readBack(bytes, mapping)).toEqual(rows);
      const guessed = await readBack(bytes);
      if (typeof guessed === 'object') expect(guessed).toEqual(rows);
      else expect(['NUMBER_AMBIGUOUS', 'DATE_AMBIGUOUS']).toContain(guessed);
      const daysProve =
        of.dates === 'ymd' ||
        (of.dates === 'dmy' && of.between === '.') ||
        rows.some(({ day }) => Number(day.slice(8)) > 12);
      const numbersProve = rows.some(({ amount }) => provesNumbers(amount, of));
      if (daysProve && numbersProve) expect(guessed).toEqual(rows);
    }),
    { numRuns: 100 },
  );
});

it('our own table, and a workbook, are read back unchanged without a mapping', async () => {
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const own = rows.map((each) => csvLine([each.code, `=${each.name}`, each.amount, each.day]));
      const expected = rows.map((each) => ({ ...each, name: `=${each.name}` }));
      expect(await readBack(Buffer.from(csvLine(HEADING) + own.join('')))).toEqual(expected);
      const cells = rows.map((each) => [
        each.code,
        each.name,
        Number(each.amount),
        { xml: `<c t="d"><v>${each.day}</v></c>` },
      ]);
      expect(await readBack(workbookOf([{ name: 'A', rows: [HEADING, ...cells] }]))).toEqual(rows);
    }),
    { numRuns: 20 },
  );
});
