import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import type { Page } from '#contracts/declare/list-request';
import { ChangeWipJob } from '#contracts/kpi/change-wip-job';
import { CorrectAttendance } from '#contracts/kpi/correct-attendance';
import { CorrectDelivery } from '#contracts/kpi/correct-delivery';
import { CorrectInspection } from '#contracts/kpi/correct-inspection';
import { CorrectStop } from '#contracts/kpi/correct-stop';
import { CreateLine } from '#contracts/kpi/create-line';
import { CreateStopReason } from '#contracts/kpi/create-stop-reason';
import { EditAttendance } from '#contracts/kpi/edit-attendance';
import { EditDeliveries } from '#contracts/kpi/edit-deliveries';
import { EditInspections } from '#contracts/kpi/edit-inspections';
import { EditStops } from '#contracts/kpi/edit-stops';
import { EditWipJobs } from '#contracts/kpi/edit-wip-jobs';
import { ListAttendance } from '#contracts/kpi/list-attendance';
import { ListDeliveries } from '#contracts/kpi/list-deliveries';
import { ListInspections } from '#contracts/kpi/list-inspections';
import { ListStops } from '#contracts/kpi/list-stops';
import { ListWipJobs } from '#contracts/kpi/list-wip-jobs';
import { SetKpiPeriod } from '#contracts/kpi/set-kpi-period';
import { UndoAttendanceBatch } from '#contracts/kpi/undo-attendance-batch';
import { UndoDeliveryBatch } from '#contracts/kpi/undo-delivery-batch';
import { UndoInspectionBatch } from '#contracts/kpi/undo-inspection-batch';
import { UndoStopBatch } from '#contracts/kpi/undo-stop-batch';
import { UndoWipJobBatch } from '#contracts/kpi/undo-wip-job-batch';
import { TestKpi } from '../kpi.fixture';
import type { BatchAnswer } from './input-batch.handler';

type Contract = new () => object;
type Values = Readonly<Record<string, unknown>>;

/** An input, with what makes one of its things, and a field of it that changes. */
interface Case {
  readonly input: string;
  readonly edit: Contract;
  readonly undo: Contract;
  readonly list: Contract;
  readonly make: (n: number) => Values;
  readonly field: string;
  /** Of new ones, after an edit, after a correction by hand, and seen by nobody. */
  readonly values: readonly [made: unknown, edited: unknown, corrected: unknown, unseen: unknown];
  readonly correct: (id: string) => [contract: Contract, command: object];
}

let service: TestKpi;
let tenantId: string;
let employeeId: string;
let lineId: string;

beforeAll(async () => {
  service = await TestKpi.open();
});
afterAll(() => service.close());
beforeEach(async () => {
  tenantId = await service.organization();
  employeeId = await service.employee(tenantId);
  lineId = (await service.ask<Created>(CreateLine, { code: 'L1', name: 'Filler' }, { tenantId })).id;
});

const march = (n: number, time = '10:00') => `2026-03-0${n}T${time}:00.000Z`;

const CASES: readonly Case[] = [
  {
    input: 'stops',
    edit: EditStops,
    undo: UndoStopBatch,
    list: ListStops,
    make: (n) => ({ lineId, from: march(n), to: march(n, '11:00'), reason: 'JAM', note: 'Belt' }),
    field: 'note',
    values: ['Belt', 'Belt replaced', 'By hand', 'Motor'],
    correct: (stopId) => [CorrectStop, { stopId, note: 'By hand' }],
  },
  {
    input: 'inspections',
    edit: EditInspections,
    undo: UndoInspectionBatch,
    list: ListInspections,
    make: (n) => ({ lineId, product: 'P-1', step: 'Test', at: march(n), inspected: '5.000', defects: null }),
    field: 'inspected',
    values: ['5.000', '6.000', '7.000', '8.000'],
    correct: (inspectionId) => [CorrectInspection, { inspectionId, inspected: '7.000' }],
  },
  {
    input: 'deliveries',
    edit: EditDeliveries,
    undo: UndoDeliveryBatch,
    list: ListDeliveries,
    make: (n) => ({
      order: 'SO-1',
      line: `${n}`,
      firstPromisedOn: '2026-03-09',
      ordered: '5.000',
      deliveredAt: march(n),
    }),
    field: 'delivered',
    values: ['5.000', '4.000', '3.000', '2.000'],
    correct: (deliveryId) => [CorrectDelivery, { deliveryId, delivered: '3.000' }],
  },
  {
    input: 'attendance',
    edit: EditAttendance,
    undo: UndoAttendanceBatch,
    list: ListAttendance,
    make: (n) => ({
      employeeId,
      date: `2026-03-0${n}`,
      shift: 'Early',
      scheduledHours: '9.000',
      absentHours: '0.000',
      kind: 'other',
    }),
    field: 'absentHours',
    values: ['0.000', '4.500', '9.000', '1.000'],
    correct: (attendanceId) => [CorrectAttendance, { attendanceId, absentHours: '9.000' }],
  },
  {
    input: 'jobs',
    edit: EditWipJobs,
    undo: UndoWipJobBatch,
    list: ListWipJobs,
    make: (n) => ({ job: `J-${n}`, product: 'P-1', startedAt: march(n), holds: [{ from: march(n, '12:00') }] }),
    field: 'product',
    values: ['P-1', 'P-2', 'P-3', 'P-4'],
    correct: (jobId) => [ChangeWipJob, { jobId, product: 'P-3' }],
  },
];

const ask = (contract: Contract, command: object, more: object = {}) =>
  service.ask<BatchAnswer<Values>>(contract, command, { tenantId, ...more });
const outcomes = ({ results }: BatchAnswer<Values>) => results.map(({ outcome, code }) => code ?? outcome);
const as = (...roles: string[]) => ({ actor: { id: randomUUID(), type: 'user' as const, roles } });

async function listed({ list, field }: Case): Promise<Values> {
  await service.caughtUp();
  const { items } = await service.ask<Page<Values & { readonly id: string }>>(list, { limit: 200 }, { tenantId });
  return Object.fromEntries(items.map((item) => [item.id, item[field]]));
}

async function made({ edit, make }: Case, ...numbers: readonly number[]) {
  await service.ask(CreateStopReason, { code: 'JAM', name: 'Jam', class: 'breakdown' }, { tenantId });
  const answer = await ask(edit, { edits: numbers.map((n) => ({ op: 'create', ...make(n) })) });
  expect(outcomes(answer)).toEqual(numbers.map(() => 'created'));
  await service.caughtUp();
  return { batchId: answer.batchId, ids: answer.results.map(({ id }) => id as string) };
}

describe.each(CASES)('$input', (of) => {
  const { edit, undo, make, field, values, correct } = of;
  const [first, edited, corrected, unseen] = values;

  it('are edited at once, each with its outcome, and put back by an undo but for what was changed since', async () => {
    const { ids } = await made(of, 1, 2, 3);
    const [one, two, three] = ids as [string, string, string];
    const edits = [
      { op: 'create', ...make(4) },
      { op: 'change', id: one, ...make(1), [field]: edited, expected: { [field]: first } },
      { op: 'change', id: two, [field]: edited, expected: { [field]: unseen } },
      { op: 'remove', id: three },
      { op: 'create' },
      { op: 'change', id: two, [field]: first },
      { op: 'remove', id: three },
    ];
    const commandId = randomUUID();
    const answer = await ask(edit, { edits }, { commandId });
    const expected = ['created', 'changed', 'CONFLICT', 'removed', 'VALIDATION_FAILED', 'unchanged', 'NOT_FOUND'];
    expect(outcomes(answer)).toEqual(expected);
    expect(answer.results[2]).toMatchObject({ id: two, current: { [field]: first }, left: null });
    const four = answer.results[0]?.id as string;
    expect(await listed(of)).toEqual({ [one]: edited, [two]: first, [four]: first });
    const again = await ask(edit, { edits }, { commandId });
    expect([again.batchId, outcomes(again)]).toEqual([answer.batchId, expected]);

    await service.ask(...correct(one), { tenantId });
    const undone = await ask(undo, { batchId: answer.batchId });
    expect(outcomes(undone)).toEqual(['removed', 'CONFLICT', 'created']);
    expect(undone.results[1]).toMatchObject({ id: one, current: { [field]: corrected }, left: { [field]: edited } });
    const before = { [one]: corrected, [two]: first, [three]: first };
    expect(await listed(of)).toEqual(before);
    expect(outcomes(await ask(undo, { batchId: answer.batchId }))).toEqual(['unchanged', 'CONFLICT', 'unchanged']);
    expect(outcomes(await ask(undo, { batchId: undone.batchId }))).toEqual(['created', 'removed']);
    expect(await listed(of)).toEqual({ [one]: corrected, [two]: first, [four]: first });
  });

  it('that lie in a closed period are refused one by one, to those who may not close it', async () => {
    const { batchId, ids } = await made(of, 1, 2);
    await service.ask(SetKpiPeriod, { through: '2026-03-31', reason: 'Reported' }, { tenantId });
    const edits = [
      { op: 'change', id: ids[0], [field]: edited },
      { op: 'remove', id: ids[1] },
      { op: 'create', ...make(3) },
    ];
    const closed = ['PERIOD_CLOSED', 'PERIOD_CLOSED', 'PERIOD_CLOSED'];
    expect(outcomes(await ask(edit, { edits }, as('manager')))).toEqual(closed);
    expect(outcomes(await ask(undo, { batchId }, as('manager')))).toEqual(closed.slice(1));
    expect(Object.keys(await listed(of))).toHaveLength(2);
    expect(outcomes(await ask(edit, { edits }))).toEqual(['changed', 'removed', 'created']);
  });

  it('and batches that never were are not found, and nothing is recorded', async () => {
    const edits = [
      { op: 'create', ...make(1) },
      { op: 'remove', id: randomUUID() },
    ];
    const refused = { code: 'NOT_FOUND', fields: [{ pointer: '/edits/1/id' }] };
    await expect(ask(edit, { edits })).rejects.toMatchObject(refused);
    expect(await listed(of)).toEqual({});
    const other = CASES.find(({ input }) => input !== of.input && input !== 'stops') as Case;
    const { batchId } = await made(other, 1);
    await expect(ask(undo, { batchId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('a code that a job of the batch gives up is free for another one of it, also in its undo and the undo of that', async () => {
  const job = { job: 'J-1', product: 'P-1' };
  const [open] = (await ask(EditWipJobs, { edits: [{ op: 'create', ...job, startedAt: march(1) }] })).results;
  const edits = [
    { op: 'create', ...job, startedAt: march(3) },
    { op: 'change', id: open?.id, endedAt: march(2) },
  ];
  const answer = await ask(EditWipJobs, { edits });
  expect(outcomes(answer)).toEqual(['created', 'changed']);
  const undone = await ask(UndoWipJobBatch, { batchId: answer.batchId });
  expect(outcomes(undone)).toEqual(['removed', 'changed']);
  expect(outcomes(await ask(UndoWipJobBatch, { batchId: undone.batchId }))).toEqual(['created', 'changed']);
  const taken = await ask(EditWipJobs, { edits: [{ op: 'create', ...job, startedAt: march(4) }] });
  expect(outcomes(taken)).toEqual(['DUPLICATE']);
});

it('a line has one timer, which a batch ends on one date and starts on another', async () => {
  const [timer] = (await ask(EditStops, { edits: [{ op: 'create', lineId, from: march(1) }] })).results;
  await service.caughtUp();
  const edits = [
    { op: 'create', lineId, from: march(3) },
    { op: 'change', id: timer?.id, to: march(1, '11:00') },
  ];
  const answer = await ask(EditStops, { edits });
  expect(outcomes(answer)).toEqual(['created', 'changed']);
  expect(outcomes(await ask(UndoStopBatch, { batchId: answer.batchId }))).toEqual(['removed', 'changed']);
});

it('hours of employees are shown to those alone who may read attendance', async () => {
  const [, , , attendance] = CASES as [Case, Case, Case, Case];
  const { ids } = await made(attendance, 1);
  const edits = [
    { op: 'change', id: ids[0], absentHours: '1.000', expected: { absentHours: '0.000' } },
    { op: 'change', id: ids[0], absentHours: '10.000' },
  ];
  const { results } = await ask(EditAttendance, { edits }, as('counter'));
  expect(results).toMatchObject([
    { code: 'FORBIDDEN', current: null },
    { code: 'VALIDATION_FAILED', current: null },
  ]);
});
