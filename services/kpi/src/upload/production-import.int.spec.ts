import { contractOf } from '#contracts/declare/contract';
import type { Page } from '#contracts/declare/list-request';
import { ImportRead } from '#contracts/imports/import-events';
import { CorrectProduction } from '#contracts/kpi/correct-production';
import { CreateLine } from '#contracts/kpi/create-line';
import type { ProductionEntryDetails } from '#contracts/kpi/get-production-entry';
import { ImportProduction } from '#contracts/kpi/import-production';
import { ListProductionEntries } from '#contracts/kpi/list-production-entries';
import { RecordProduction } from '#contracts/kpi/record-production';
import { SetKpiPeriod } from '#contracts/kpi/set-kpi-period';
import { SetShiftCalendar } from '#contracts/kpi/set-shift-calendar';
import { csvColumns, csvLine } from '#contracts/values/csv';
import { workbookOf } from '#libs/testing/workbook';
import { TestKpi } from '../kpi.fixture';
import { TestUploads } from './upload.fixture';

let service: TestKpi;
let tenantId: string;
let uploads: TestUploads;

beforeAll(async () => {
  service = await TestKpi.open();
});
afterAll(() => service.close());
beforeEach(async () => {
  tenantId = await service.organization();
  uploads = new TestUploads(service, tenantId);
  for (const code of ['0010', 'L2']) await service.ask(CreateLine, { code, name: code }, { tenantId });
});
afterEach(() => uploads.stop());

const run: TestUploads['run'] = (...file) => uploads.run(...file);

async function entries(filters: object = {}): Promise<readonly ProductionEntryDetails[]> {
  await service.caughtUp();
  const asked = { sort: 'date', limit: 200, ...filters };
  return (await service.ask<Page<ProductionEntryDetails>>(ListProductionEntries, asked, { tenantId })).items;
}

const made = async () =>
  (await service.recordedOf('ProductionRecorded')).filter((event) => event.tenantId === tenantId);

/** So many rows over two lines, with four products a date. */
const fileOf = (rows: number, good = (n: number) => String(n + 1)) =>
  [
    'line,date,shift,product,good',
    ...Array.from({ length: rows }, (_, n) => {
      const day = String((Math.floor(n / 8) % 28) + 1).padStart(2, '0');
      return `${n % 2 === 0 ? '0010' : 'L2'},2026-03-${day},01,P-${n % 8},${good(n)}`;
    }),
  ].join('\n');

it('the same file twice counts once; one changed quantity is one correction; equal rows are duplicates (C14)', async () => {
  expect((await run(fileOf(187))).counts).toEqual([187, 0, 0, 0]);
  const again = await run(fileOf(187));
  expect(again).toMatchObject({ outcome: 'done', counts: [0, 0, 187, 0] });
  const dry = await run(fileOf(187).replace(',P-4,5\n', ',P-4,6\n'), { dryRun: true });
  expect([dry.counts, dry.effects[0]?.changes]).toEqual([
    [0, 1, 186, 0],
    [{ field: 'good', from: '5.000', to: '6.000' }],
  ]);
  expect((await run(fileOf(187).replace(',P-4,5\n', ',P-4,6\n'))).counts).toEqual([0, 1, 186, 0]);
  expect(await made()).toHaveLength(187);
  const twice = await run(`${fileOf(2)}\n0010,2026-03-01,01,p-0,1`, { mode: 'skip_bad' });
  expect([twice.counts, twice.faults]).toEqual([[0, 0, 2, 1], [[3, null, 'DUPLICATE']]]);
});

it('three bad rows of a hundred keep out all or themselves, and a revert leaves what was touched (C16)', async () => {
  const bad = ['X,2026-03-01,01,P-1,1', '0010,2026-03-01,01,P-1,-1', '0010,2026-03-01,,P-1,1'];
  const csv = [fileOf(97), ...bad].join('\n');
  const faults = [
    [98, 'line', 'NOT_FOUND'],
    [99, 'good', 'RANGE'],
    [100, 'shift', 'REQUIRED'],
  ];
  expect(await run(csv)).toMatchObject({ outcome: 'failed', code: 'ROWS_BAD', faults });
  expect(await entries()).toEqual([]);
  const id = await uploads.start(csv, { mode: 'skip_bad' });
  expect(await uploads.ended(id)).toMatchObject({ outcome: 'done', counts: [97, 0, 0, 3], faults });
  const [touched] = await entries({ product: 'P-3' });
  await service.ask(CorrectProduction, { entryId: touched?.id, good: '4711.000' }, { tenantId });
  expect(await uploads.reverted(id)).toEqual({ undone: 96, kept: [[expect.any(Number), 'CONFLICT']] });
  expect(await entries()).toMatchObject([{ id: touched?.id, good: '4711.000' }]);
  expect((await run(fileOf(97))).counts).toEqual([96, 1, 0, 0]);
});

it('reads a German file, whose codes stay text (C12, C13, C18)', async () => {
  const shifts = [{ name: '01', start: '06:00', end: '14:00', weekdays: [1, 2, 3, 4, 5, 6, 7] }];
  await service.ask(SetShiftCalendar, { validFrom: '2026-01-01', shifts }, { tenantId });
  const csv = [
    'Linie;Datum;Schicht;Artikel;Gutmenge;Ausschuss;Auftrag;von;bis',
    '0010;15.04.2026;01;P-1;1.355,90;9,99;1914310000010100016;;',
    '0010;03.04.2026;01;P-1;10 237,65;;1,9E+18;;',
    '10;03.04.2026;01;P-1;1;;;;',
    '0010;;;P-2;2;;;16.04.2026 08:00;16.04.2026 09:30',
    '0010;;;P-2;2;;;29.03.2026 02:30;',
  ].join('\n');
  const { faults, counts } = await run(csv, { mode: 'skip_bad' });
  expect([counts, faults]).toEqual([
    [2, 0, 0, 3],
    [
      [2, 'order', 'EXPONENT'],
      [3, 'line', 'NOT_FOUND'],
      [5, 'from', 'TIME_NOT_EXISTING'],
    ],
  ]);
  expect(await entries()).toMatchObject([
    {
      date: '2026-04-15',
      shift: '01',
      good: '1355.900',
      scrap: '9.990',
      order: '1914310000010100016',
      source: 'import',
    },
    { date: '2026-04-16', shift: null, from: '2026-04-16T06:00:00.000Z', to: '2026-04-16T07:30:00.000Z' },
  ]);
  expect((await run(csv, { mode: 'skip_bad' })).counts).toEqual([0, 0, 2, 3]);
  const ambiguous = await run('line,date,shift,product,good\n0010,03/04/2026,01,P-1,"173,900"');
  expect(ambiguous).toMatchObject({ outcome: 'failed', code: expect.stringMatching(/^(?:DATE|NUMBER)_AMBIGUOUS$/) });
  const [read] = await uploads.eventsOf(ambiguous.id, ImportRead);
  expect(read?.guesses).toContainEqual(expect.objectContaining({ what: 'separator', value: 'comma' }));
});

it('our own table changes nothing, also of entries that were recorded by hand', async () => {
  await run(fileOf(20));
  const [{ lineId } = { lineId: '' }] = await entries();
  const told = { lineId, product: 'P-1', good: '1.500' };
  for (const order of ['O-1', 'O-1']) {
    await service.ask(RecordProduction, { ...told, order, date: '2026-03-02', shift: 'Early' }, { tenantId });
  }
  await service.ask(RecordProduction, { ...told, from: '2026-03-02T09:00:00.000Z', people: 3 }, { tenantId });
  const rows = await entries();
  const names = csvColumns(contractOf(ListProductionEntries));
  const csv = csvLine(names) + rows.map((row) => csvLine(names.map((name) => row[name as 'id']))).join('');
  expect((await run(csv)).counts).toEqual([0, 0, 23, 0]);
});

it('what is sent again after a kill is carried out once, and counted as the first time', async () => {
  let killed = false;
  uploads.worker({
    execute: async (contract, payload, context) => {
      const outcome = await service.dispatch(contract, payload, context);
      if (contract === ImportProduction && !killed) {
        killed = true;
        throw new Error('killed');
      }
      return outcome;
    },
  });
  expect((await run(fileOf(220))).counts).toEqual([220, 0, 0, 0]);
  expect([killed, (await made()).length]).toEqual([true, 220]);
});

it('a period that is closed while an upload runs refuses its rows, and takes the others back', async () => {
  let isClosed = false;
  uploads.worker({
    execute: async (contract, payload, context) => {
      if (contract === ImportProduction && !isClosed) {
        isClosed = true;
        await service.ask(SetKpiPeriod, { through: '2026-03-03', reason: 'Reported' }, { tenantId });
      }
      return service.dispatch(contract, payload, context);
    },
  });
  const failed = await run(fileOf(40));
  expect(failed).toMatchObject({ outcome: 'failed', code: 'RACE' });
  expect(new Set(failed.faults.map(([, , code]) => code))).toEqual(new Set(['PERIOD_CLOSED']));
  expect(await entries()).toEqual([]);
});

it('lines, standards and stops come in as well, and again they change nothing', async () => {
  const uploads: [string, string, number[]][] = [
    ['lines', 'code,name,area\nL3,Packer,Packing\nl2,Filler,', [1, 1, 0, 0]],
    ['product-standards', 'product,line,valid from,cycle time\nP-1,L3,2026-01-01,45\nP-1,,2026-01-01,50', [2, 0, 0, 0]],
    ['downtimes', 'line,from,to,note\nL3,2026-03-02 08:00,2026-03-02 08:40,Jam', [1, 0, 0, 0]],
  ];
  for (const [kind, csv, counts] of uploads) {
    expect([kind, (await run(csv, { kind })).counts]).toEqual([kind, counts]);
    await service.caughtUp();
    const rows = csv.split('\n').length - 1;
    expect([kind, (await run(csv, { kind })).counts]).toEqual([kind, [0, 0, rows, 0]]);
  }
});

const rowsOf = (...cells: (string | number | { xml: string })[]) => [
  ['line', 'date', 'shift', 'product', 'good'],
  cells,
];
const sheet = { name: 'A', rows: rowsOf('0010', '2026-03-02', '01', 'P-1', 5) };

it.each<[what: string, file: string | Buffer, code: string]>([
  [
    'workbook that unpacks to a hundred times as much',
    workbookOf([sheet], { more: { 'xl/styles.xml': `<a>${' '.repeat(20_000_000)}</a>` } }),
    'XLSX_TOO_LARGE',
  ],
  ['workbook with two sheets', workbookOf([sheet, { ...sheet, name: 'B' }]), 'SHEET_AMBIGUOUS'],
  [
    'workbook whose formula has no result',
    workbookOf([{ name: 'A', rows: rowsOf('0010', '2026-03-02', '01', 'P-1', { xml: '<c><f>1+1</f></c>' }) }]),
    'ROWS_BAD',
  ],
  ['file of one column', 'good\n1\n2', 'COLUMN_MISSING'],
  [
    'file of 10,000 columns',
    `line,date,shift,product,good${',x'.repeat(10_000)}\n0010,2026-03-02,01,P-1,5`,
    'TOO_MANY_COLUMNS',
  ],
  ['file with a zero byte', fileOf(300).replace('P-3,300', 'P-3\0,300'), 'NUL'],
])('a %s is refused, and nothing is recorded', async (_, file, code) => {
  expect(await uploads.run(file)).toMatchObject({ outcome: 'failed', code });
  expect(await made()).toEqual([]);
});

it('a workbook that counts its dates from 1904 is read by them, and the results of its formulas count', async () => {
  const date = { xml: '<c s="1"><v>44620</v></c>' };
  const rows = rowsOf('0010', date, '01', 'P-1', { xml: '<c><f>1+1</f><v>2</v></c>' });
  const { counts } = await uploads.run(workbookOf([{ name: 'A', rows }], { is1904: true, formats: ['yyyy-mm-dd'] }));
  expect([counts, await entries()]).toMatchObject([[1, 0, 0, 0], [{ date: '2026-03-01', good: '2.000' }]]);
});
