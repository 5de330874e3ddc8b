import { contractOf } from '#contracts/declare/contract';
import { CorrectAttendance } from '#contracts/kpi/correct-attendance';
import { CorrectDelivery } from '#contracts/kpi/correct-delivery';
import { CorrectInspection } from '#contracts/kpi/correct-inspection';
import { ChangeWipJob } from '#contracts/kpi/change-wip-job';
import { CreateLine } from '#contracts/kpi/create-line';
import { CreateStopReason } from '#contracts/kpi/create-stop-reason';
import type { Page } from '#contracts/declare/list-request';
import { ListAttendance } from '#contracts/kpi/list-attendance';
import { ListDeliveries } from '#contracts/kpi/list-deliveries';
import { ListInspections } from '#contracts/kpi/list-inspections';
import { ListProductionEntries } from '#contracts/kpi/list-production-entries';
import { ListStops } from '#contracts/kpi/list-stops';
import { ListWipJobs } from '#contracts/kpi/list-wip-jobs';
import { RecordInspection } from '#contracts/kpi/record-inspection';
import { RecordWipJob } from '#contracts/kpi/record-wip-job';
import { SetKpiPeriod } from '#contracts/kpi/set-kpi-period';
import { csvColumns, csvLine } from '#contracts/values/csv';
import { TestKpi } from '../kpi.fixture';
import { TestUploads } from './upload.fixture';

let service: TestKpi;
let tenantId: string;
let employeeId: string;
let uploads: TestUploads;

beforeAll(async () => {
  service = await TestKpi.open();
});
afterAll(() => service.close());
beforeEach(async () => {
  tenantId = await service.organization();
  employeeId = await service.employee(tenantId);
  uploads = new TestUploads(service, tenantId);
  await service.ask(CreateLine, { code: 'L1', name: 'Filler' }, { tenantId });
});
afterEach(() => uploads.stop());

interface Shown {
  readonly id: string;
}

async function listed(contract: new () => object): Promise<readonly (Shown & Readonly<Record<string, string>>)[]> {
  await service.caughtUp();
  return (await service.ask<Page<Shown & Record<string, string>>>(contract, { limit: 200 }, { tenantId })).items;
}

/** A kind with a file of three things, its list, and how a person changes one of them. */
interface Case {
  readonly kind: string;
  readonly list: new () => object;
  readonly file: () => string;
  /** One changed quantity. */
  readonly changed: readonly [from: string, to: string];
  readonly field: string;
  readonly touch: (id: string) => [contract: new () => object, command: object];
}

const CASES: readonly Case[] = [
  {
    kind: 'inspections',
    list: ListInspections,
    file: () =>
      [
        'Linie;Artikel;Prüfschritt;Zeitpunkt;Prüfmenge;firstPassGood;Fehler;Ausschuss',
        'L1;P-1;Endprüfung;02.03.2026 10:00;1.540,5;522;24;6',
        'l1;P-2;Endprüfung;02.03.2026 10:00;7;;;',
        ';P-1;Eingang;15.03.2026 23:30;9;9;;0',
      ].join('\n'),
    changed: ['Endprüfung;02.03.2026 10:00;7;', 'Endprüfung;02.03.2026 10:00;8;'],
    field: 'inspected',
    touch: (inspectionId) => [CorrectInspection, { inspectionId, inspected: '4711.000' }],
  },
  {
    kind: 'deliveries',
    list: ListDeliveries,
    file: () =>
      [
        'order,line,requested date,promised date,delivered at,ordered quantity,delivered quantity,justification',
        'SO-1,10,2026-03-01,2026-03-02,2026-03-02T09:30:00Z,120.5,100,Strike',
        'SO-1,20,,2026-03-02,,7,,',
        'SO-2,,,2026-03-05,2026-03-04 16:00,9,,',
      ].join('\n'),
    changed: ['2026-03-02,,7,,', '2026-03-02,,8,,'],
    field: 'ordered',
    touch: (deliveryId) => [CorrectDelivery, { deliveryId, ordered: '4711.000' }],
  },
  {
    kind: 'attendance',
    list: ListAttendance,
    file: () =>
      [
        'employeeId,date,shift,scheduledHours,absentHours,kind',
        `${employeeId},2026-03-02,Early,9,7.2,sick`,
        `${employeeId},2026-03-03,Early,7,,`,
        `${employeeId},2026-03-04,,9,9,holiday`,
      ].join('\n'),
    changed: ['Early,7,,', 'Early,8,,'],
    field: 'scheduledHours',
    touch: (attendanceId) => [CorrectAttendance, { attendanceId, scheduledHours: '24.000' }],
  },
  {
    kind: 'wip',
    list: ListWipJobs,
    file: () =>
      [
        'job,product,start,end,holds',
        'J-1,P-1,2026-03-02 06:00,2026-03-09 06:00,2026-03-03T06:00Z/2026-03-04T06:00Z | 2026-03-05T06:00Z/',
        'J-2,P-7,2026-03-02 06:00,,',
        'J-3,P-1,2026-03-04 06:00,,',
      ].join('\n'),
    changed: ['J-2,P-7', 'J-2,P-8'],
    field: 'product',
    touch: (jobId) => [ChangeWipJob, { jobId, product: 'P-4711' }],
  },
];

it.each(CASES)(
  '$kind: again nothing, one change is one, twice is a duplicate; a revert leaves what was touched',
  async (of) => {
    const { kind, list, changed, field, touch } = of;
    const csv = of.file();
    const dry = await uploads.run(csv, { kind, dryRun: true });
    expect([dry.outcome, dry.counts, dry.faults]).toEqual(['dry_run', [3, 0, 0, 0], []]);
    expect(await listed(list)).toEqual([]);
    expect((await uploads.run(csv, { kind })).counts).toEqual([3, 0, 0, 0]);
    expect((await uploads.run(csv, { kind })).counts).toEqual([0, 0, 3, 0]);

    const corrected = await uploads.run(csv.replace(...changed), { kind });
    expect(corrected.counts).toEqual([0, 1, 2, 0]);
    const isPersonal = kind === 'attendance';
    expect(corrected.effects[0]?.changes).toEqual([
      {
        field,
        from: isPersonal ? null : expect.stringContaining('7'),
        to: isPersonal ? null : expect.stringContaining('8'),
      },
    ]);
    const twice = await uploads.run(`${csv}\n${csv.split('\n')[1]}`, { kind, mode: 'skip_bad' });
    expect([twice.counts, twice.faults]).toEqual([[0, 1, 2, 1], [[4, null, 'DUPLICATE']]]);

    // What the last import changed is put back; the first one's three things have an event of another import, or a person.
    expect(await uploads.reverted(corrected.id)).toEqual({ undone: 0, kept: [[2, 'CONFLICT']] });
    expect(await uploads.reverted(twice.id)).toEqual({ undone: 1, kept: [] });
    const rows = await listed(list);
    expect(rows.map((row) => row[field]).toString()).toContain('8');

    const names = csvColumns(contractOf(list));
    const table = csvLine(names) + rows.map((row) => csvLine(names.map((name) => row[name]))).join('');
    expect((await uploads.run(table, { kind })).counts).toEqual([0, 0, 3, 0]);
    const [contract, command] = touch(rows[0]?.id ?? '');
    await service.ask(contract, command, { tenantId });
    expect(await uploads.run(csv, { kind })).toMatchObject({ outcome: 'done' });
  },
);

it.each(CASES)('$kind: a revert removes what the upload made, and keeps what a person has changed', async (of) => {
  const { kind, list, touch } = of;
  const first = await uploads.run(of.file(), { kind });
  const [touched] = await listed(list);
  const [contract, command] = touch(touched?.id ?? '');
  await service.ask(contract, command, { tenantId });
  expect(await uploads.reverted(first.id)).toEqual({ undone: 2, kept: [[expect.any(Number), 'CONFLICT']] });
  expect((await listed(list)).map(({ id }) => id)).toEqual([touched?.id]);
  expect((await uploads.run(of.file(), { kind })).counts).toEqual([2, 1, 0, 0]);
});

it.each(CASES)('$kind: a closed date takes no row', async (of) => {
  await service.ask(SetKpiPeriod, { through: '2026-03-31', reason: 'Reported' }, { tenantId });
  const refused = await uploads.run(of.file(), { kind: of.kind });
  expect(refused).toMatchObject({ outcome: 'failed', code: 'ROWS_BAD' });
  expect(new Set(refused.faults.map(([, , code]) => code))).toEqual(new Set(['PERIOD_CLOSED']));
  // A delivery that is open is in no period.
  expect(refused.faults).toHaveLength(of.kind === 'deliveries' ? 2 : 3);
  expect(await listed(of.list)).toEqual([]);
});

it('rows find what was recorded by hand', async () => {
  const inspection = { product: 'P-1', step: 'Test', at: '2026-03-02T10:00:00.000Z', inspected: '5.000' };
  await service.ask(RecordInspection, inspection, { tenantId });
  await service.ask(RecordWipJob, { job: 'J-1', product: 'P-1', startedAt: '2026-03-02T06:00:00.000Z' }, { tenantId });
  const inspections = 'product,step,at,inspected\np-1,TEST,2026-03-02T10:00:00Z,5\nP-1,Test,2026-03-03T10:00:00Z,5';
  expect((await uploads.run(inspections, { kind: 'inspections' })).counts).toEqual([1, 0, 1, 0]);
  const jobs = 'job,product,start\nj-1,p-1,2026-03-02T06:00:00Z';
  expect((await uploads.run(jobs, { kind: 'wip' })).counts).toEqual([0, 0, 1, 0]);
  const open = await uploads.run('job,product,start\nj-1,P-1,2026-03-03T06:00:00Z', { kind: 'wip' });
  expect(open).toMatchObject({ outcome: 'failed', code: 'ROWS_BAD', faults: [[1, 'job', 'DUPLICATE']] });
});

it('a job ends and another takes its code in one file, in any order; a revert puts both back', async () => {
  const start = '2026-03-02T06:00:00Z';
  await uploads.run(`job,product,start\nJ-1,P-1,${start}`, { kind: 'wip' });
  const csv = `job,product,start,end\nJ-1,P-1,2026-03-09T06:00:00Z,\nJ-1,P-1,${start},2026-03-09T06:00:00Z`;
  expect((await uploads.run(csv, { kind: 'wip', dryRun: true })).counts).toEqual([1, 1, 0, 0]);
  const made = await uploads.run(csv, { kind: 'wip' });
  expect([made.outcome, made.counts]).toEqual(['done', [1, 1, 0, 0]]);
  expect(await uploads.reverted(made.id)).toEqual({ undone: 2, kept: [] });
  const left = await listed(ListWipJobs);
  expect(left.map(({ startedAt, endedAt }) => [startedAt, endedAt])).toEqual([['2026-03-02T06:00:00.000Z', null]]);
});

it('a job that is open again under a code of another open one is kept as it is by a revert', async () => {
  const start = '2026-03-02T06:00:00Z';
  await uploads.run(`job,product,start\nJ-1,P-1,${start}`, { kind: 'wip' });
  const ended = await uploads.run(`job,start,end\nJ-1,${start},2026-03-09T06:00:00Z`, { kind: 'wip' });
  await service.ask(RecordWipJob, { job: 'J-1', product: 'P-1', startedAt: '2026-03-10T06:00:00.000Z' }, { tenantId });
  expect(await uploads.reverted(ended.id)).toEqual({ undone: 0, kept: [[1, 'DUPLICATE']] });
});

it('of attendance no value of the file is in what is recorded of the import, and an erasure takes it', async () => {
  const csv = `employeeId,date,scheduledHours,absentHours,kind\n${employeeId},2026-03-02,9,7.2,sick\nx,2026-03-02,9,8,sick`;
  const { id, counts } = await uploads.run(csv, { kind: 'attendance', mode: 'skip_bad' });
  expect(counts).toEqual([1, 0, 0, 1]);
  const recorded = await service.recorded('imports.batch', { tenantId, id });
  expect(JSON.stringify(recorded)).not.toMatch(new RegExp(`${employeeId}|sick|7\\.2`));
  await service.eraseEmployee(tenantId, employeeId);
  expect(await listed(ListAttendance)).toEqual([]);
  const again = await uploads.run(csv, { kind: 'attendance', mode: 'skip_bad' });
  expect(again.faults).toEqual([
    [1, 'employeeId', 'NOT_FOUND'],
    [2, 'employeeId', 'FORMAT'],
  ]);
  expect(await uploads.reverted(id)).toMatchObject({ undone: 1, kept: [] });
});

it('the template of each kind makes one thing, and our own table of it changes nothing', async () => {
  await service.ask(CreateStopReason, { code: 'JAM', name: 'Jam', class: 'breakdown' }, { tenantId });
  const lists: [string, new () => object][] = [
    ['production', ListProductionEntries],
    ['downtimes', ListStops],
    ...CASES.map(({ kind, list }): [string, new () => object] => [kind, list]),
  ];
  for (const [kind, list] of lists) {
    const template = uploads.template(kind).replace('0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071', employeeId);
    const made = await uploads.run(template, { kind });
    expect([kind, made.outcome, made.reason, made.counts]).toEqual([kind, 'done', null, [1, 0, 0, 0]]);
    const rows = await listed(list);
    const names = csvColumns(contractOf(list));
    const table = csvLine(names) + rows.map((row) => csvLine(names.map((name) => row[name]))).join('');
    expect([kind, (await uploads.run(table, { kind })).counts]).toEqual([kind, [0, 0, 1, 0]]);
  }
});
