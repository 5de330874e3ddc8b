import { contractOf } from '#contracts/declare/contract';
import type { Page } from '#contracts/declare/list-request';
import { CreateLine } from '#contracts/kpi/create-line';
import { ListKpiTargets } from '#contracts/kpi/list-kpi-targets';
import { ListShiftCalendars } from '#contracts/kpi/list-shift-calendars';
import { ListShiftExceptions } from '#contracts/kpi/list-shift-exceptions';
import { ListStopReasons } from '#contracts/kpi/list-stop-reasons';
import { SetKpiTarget } from '#contracts/kpi/set-kpi-target';
import { csvColumns, csvLine, type CsvValue } from '#contracts/values/csv';
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
  await service.ask(CreateLine, { code: 'L1', name: 'Filler', area: 'Abfüllung' }, { tenantId });
});
afterEach(() => uploads.stop());

type Rows = readonly Readonly<Record<string, CsvValue>>[];

/** The list as its table, which is sent page by page. */
async function table(list: new () => object): Promise<Rows> {
  await service.caughtUp();
  return (await service.ask<Page<Rows[number]>>(list, { limit: 200, whole: true }, { tenantId })).items;
}

interface Case {
  readonly kind: string;
  readonly list: new () => object;
  /** Three rows. */
  readonly file: string;
  readonly changed: readonly [from: string, to: string];
  /** Of the changed file: changed and unchanged rows. */
  readonly counts: readonly [changed: number, unchanged: number];
  readonly change: { readonly field: string; readonly from: string; readonly to: string };
  readonly bad: string;
  readonly faults: readonly (readonly [record: number, column: string | null, code: string])[];
}

const CASES: readonly Case[] = [
  {
    kind: 'stop-reasons',
    list: ListStopReasons,
    file: 'Grund;Bezeichnung;Klasse\n01;Störung am Füller;BREAKDOWN\nPAUSE;Pause;planned\nWARTEN;Kein Auftrag;no_order',
    changed: ['PAUSE;Pause;planned', 'Pause;Pause;minor'],
    counts: [1, 2],
    change: { field: 'class', from: 'planned', to: 'minor' },
    bad: 'code,name,class\nA,Jam,broken\nB,,minor\n1E+5,Jam,minor\nC,Jam,minor\nc,Jam,minor',
    faults: [
      [1, 'class', 'CHOICE'],
      [2, 'name', 'REQUIRED'],
      [3, 'code', 'EXPONENT'],
      [5, null, 'DUPLICATE'],
    ],
  },
  {
    kind: 'kpi-targets',
    list: ListKpiTargets,
    file: [
      'Kennzahl;Linie;Produkt;Bereich;gültig ab;Ziel;Gelb;alertGrain;alertPeriods',
      'oee;l1;;;15.01.2026;85,5;75;week;2',
      'scrap_ratio;;;Abfüllung;15.01.2026;1;2,5;;',
      'OEE;;;;15.01.2026;80;70;;',
    ].join('\n'),
    changed: ['85,5;75;week;2', '85,5;75;week;3'],
    counts: [1, 2],
    change: { field: 'alertPeriods', from: '2', to: '3' },
    bad: [
      'kpi,line,product,area,validFrom,green,amber,alertGrain,alertPeriods',
      'oee,,,,2026-01-01,70,80,,',
      'oee,L1,P-1,,2026-01-01,80,70,,',
      'oee,L9,,,2026-01-01,80,70,,',
      'oee,,P-1,,2026-01-01,80,70,,2',
      'oee,,P-2,,2026-01-01,,70,,',
      'happiness,,,,2026-01-01,80,70,,',
      'oee,,P-3,,2026-01-01,80,70,day,2',
    ].join('\n'),
    faults: [
      [1, 'amber', 'RANGE'],
      [2, 'product', 'CHOICE'],
      [3, 'line', 'NOT_FOUND'],
      [4, 'alertGrain', 'REQUIRED'],
      [5, 'green', 'REQUIRED'],
      [6, 'kpi', 'CHOICE'],
      [7, 'kpi', 'CHOICE'],
    ],
  },
  {
    kind: 'shift-calendars',
    list: ListShiftCalendars,
    file: [
      'Linie;gültig ab;Schicht;Wochentage;von;bis;Pausen',
      ';15.01.2026;01;Mo-Fr;6:00;14:00;9:00-9:15 | 12:00-12:30',
      'L1;15.01.2026;Nacht;So - Do;22:00;06:00;',
      ';15.01.2026;02;Mo, Di und Mi;14:00;22:00;',
    ].join('\n'),
    changed: ['6:00;14:00', '6:00;13:30'],
    counts: [2, 1],
    change: {
      field: 'shifts',
      from: '01 Mon-Fri 06:00-14:00 (09:00-09:15 | 12:00-12:30); 02 Mon-Wed 14:00-22:00',
      to: '01 Mon-Fri 06:00-13:30 (09:00-09:15 | 12:00-12:30); 02 Mon-Wed 14:00-22:00',
    },
    bad: [
      'line,valid from,shift,weekdays,start,end,shift length,breaks',
      'L1,2026-01-01,A,Mon,06:00,06:00,0,',
      'L1,2026-02-01,A,Mon,06:00,07:00,25,',
      'L1,2026-03-01,A,Mon,06:00,14:00,8,',
      'L1,2026-03-01,B,Mon Tue,13:00,22:00,,',
      'L9,2026-01-01,A,Mon,06:00,14:00,,',
      'L1,2026-04-01,A,Mon-Frei,06:00,14:00,,',
      'L1,2026-04-01,B,Mon-Fri,14:00,22:00,,',
      'L1,2026-05-01,A,Mon,06:00,25:00,,',
      'L1,2026-06-01,A,Mon,06:00,14:00,,05:00-05:30',
      'L1,2026-07-01,A,Mon,06:00,14:00,,30 min',
      'L1,2026-08-01,A,Mon,06:00,14:00,8,09:00-09:15',
    ].join('\n'),
    faults: [
      [1, 'shiftHours', 'RANGE'],
      [2, 'shiftHours', 'RANGE'],
      [3, null, 'PART_BAD'],
      [4, 'start', 'RANGE'],
      [5, 'line', 'NOT_FOUND'],
      [6, 'weekdays', 'FORMAT'],
      [7, null, 'PART_BAD'],
      [8, 'end', 'FORMAT'],
      [9, 'breaks', 'RANGE'],
      [10, 'breaks', 'FORMAT'],
    ],
  },
  {
    kind: 'shift-exceptions',
    list: ListShiftExceptions,
    file: [
      'Linie;Datum;geschlossen;Schicht;Beginn;Ende',
      ';25.12.2026;ja;;;',
      'L1;24.12.2026;;Früh;06:00;12:00',
      'L1;24.12.2026;nein;Spät;12:00;18:00',
    ].join('\n'),
    changed: ['12:00;18:00', '12:00;17:00'],
    counts: [2, 1],
    change: {
      field: 'shifts',
      from: 'Früh 06:00-12:00; Spät 12:00-18:00',
      to: 'Früh 06:00-12:00; Spät 12:00-17:00',
    },
    bad: [
      'line,date,closed,shift,start,end',
      'L1,2026-01-01,yes,Early,,',
      'L1,2026-01-02,no,,,',
      'L1,2026-01-03,yes,,,',
      'L1,2026-01-03,,Early,06:00,14:00',
      'L1,2026-01-04,,Early,06:00,06:00',
      'L9,2026-01-05,yes,,,',
    ].join('\n'),
    faults: [
      [1, 'shift', 'CHOICE'],
      [2, 'shift', 'REQUIRED'],
      [3, 'closed', 'CHOICE'],
      [4, null, 'PART_BAD'],
      [5, 'end', 'RANGE'],
      [6, 'line', 'NOT_FOUND'],
    ],
  },
];

it.each(CASES)('$kind: as planners write them, again nothing, changed with old and new value, and kept', async (of) => {
  const { kind, list, file, changed, counts, change } = of;
  const dry = await uploads.run(file, { kind, dryRun: true });
  expect([dry.outcome, dry.reason, dry.counts, dry.faults]).toEqual(['dry_run', null, [3, 0, 0, 0], []]);
  expect(await table(list)).toEqual([]);
  const made = await uploads.run(file, { kind });
  expect(made.counts).toEqual([3, 0, 0, 0]);
  expect((await table(list)).length).toBe(3);
  expect((await uploads.run(file, { kind })).counts).toEqual([0, 0, 3, 0]);

  const [heading, ...back] = file.split('\n');
  expect((await uploads.run([heading, ...back.toReversed()].join('\n'), { kind })).counts).toEqual([0, 0, 3, 0]);

  for (const dryRun of [true, false]) {
    const done = await uploads.run(file.replace(...changed), { kind, dryRun });
    expect([done.counts, done.effects[0]?.changes]).toEqual([[0, ...counts, 0], [change]]);
  }
  const rows = await table(list);
  const names = csvColumns(contractOf(list));
  const own = csvLine(names) + rows.map((row) => csvLine(names.map((name) => row[name]))).join('');
  expect((await uploads.run(own, { kind })).counts).toEqual([0, 0, 3, 0]);
  expect(await uploads.reverted(made.id)).toMatchObject({
    undone: 0,
    kept: expect.arrayContaining([[1, 'NOT_REVERSIBLE']]),
  });
  expect(await table(list)).toEqual(rows);
  expect((await uploads.run(uploads.template(kind), { kind })).counts).toEqual([1, 0, 0, 0]);
});

it.each(CASES)(
  '$kind: what is bad is told by row and column, and nothing is recorded',
  async ({ kind, list, bad, faults }) => {
    const refused = await uploads.run(bad, { kind });
    expect(refused).toMatchObject({ outcome: 'failed', code: 'ROWS_BAD', faults });
    expect(await table(list)).toEqual([]);
  },
);

it('a calendar is one also where its rows are far apart, and without the others where one of them is bad', async () => {
  const kind = 'shift-calendars';
  const dates = Array.from({ length: 24 }, (_, at) => `2026-01-${String(at + 1).padStart(2, '0')}`);
  const starts = ['00', '02', '04', '06', '08', '10', '12', '14', '16', '18'].map((hour) => `${hour}:00`);
  const rows = starts
    .slice(0, 9)
    .flatMap((start, at) => dates.map((date) => `${date},S${at},Mon-Fri,${start},${starts[at + 1]}`));
  const csv = (each: readonly string[]) => ['validFrom,shift,weekdays,start,end', ...each].join('\n');
  const broken = rows.with(205, rows[205]?.replace('Mon-Fri', 'never') ?? '');
  const some = await uploads.run(csv(broken), { kind, mode: 'skip_bad' });
  expect(some.counts).toEqual([207, 0, 0, 9]);
  const others = [14, 38, 62, 86, 110, 134, 158, 182].map((record) => [record, null, 'PART_BAD']);
  expect(some.faults).toEqual([...others, [206, 'weekdays', 'FORMAT']]);
  expect((await uploads.run(csv(rows), { kind })).counts).toEqual([9, 0, 207, 0]);
  expect((await table(ListShiftCalendars)).filter(({ validFrom }) => validFrom === dates[13])).toHaveLength(9);
});

it('an upload of targets leaves whom an alert tells, and values of empty cells', async () => {
  const recipients = [await service.user(tenantId)];
  const target = { kpi: 'oee', validFrom: '2026-01-01', green: '85.00', amber: '75.00' };
  await service.ask(SetKpiTarget, { ...target, alert: { grain: 'day', periods: 3, recipients } }, { tenantId });
  const { counts } = await uploads.run('kpi,valid from,green\noee,2026-01-01,90', { kind: 'kpi-targets' });
  expect(counts).toEqual([0, 1, 0, 0]);
  await service.caughtUp();
  const { items } = await service.ask<Page<object>>(ListKpiTargets, {}, { tenantId });
  expect(items).toMatchObject([{ green: '90.00', amber: '75.00', alert: { grain: 'day', periods: 3, recipients } }]);
});
