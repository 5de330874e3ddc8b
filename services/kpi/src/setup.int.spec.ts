import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import type { Page } from '#contracts/declare/list-request';
import { ChangeLine } from '#contracts/kpi/change-line';
import { ChangeStopReason } from '#contracts/kpi/change-stop-reason';
import { CorrectProduction } from '#contracts/kpi/correct-production';
import { CorrectStop } from '#contracts/kpi/correct-stop';
import { CreateLine } from '#contracts/kpi/create-line';
import { CreateStopReason } from '#contracts/kpi/create-stop-reason';
import { EditProduction, type ProductionBatch } from '#contracts/kpi/edit-production';
import { EndStop } from '#contracts/kpi/end-stop';
import { GetLine, type LineDetails } from '#contracts/kpi/get-line';
import { GetProductionEntry, type ProductionEntryDetails } from '#contracts/kpi/get-production-entry';
import { GetShifts, type LineShifts } from '#contracts/kpi/get-shifts';
import type { StopDetails } from '#contracts/kpi/get-stop';
import { ListKpiPeriods } from '#contracts/kpi/list-kpi-periods';
import { ListKpiTargets } from '#contracts/kpi/list-kpi-targets';
import { ListLines } from '#contracts/kpi/list-lines';
import { ListProductionEntries } from '#contracts/kpi/list-production-entries';
import { ListProductStandards } from '#contracts/kpi/list-product-standards';
import { ListShiftCalendars } from '#contracts/kpi/list-shift-calendars';
import { ListShiftExceptions } from '#contracts/kpi/list-shift-exceptions';
import { ListStopReasons } from '#contracts/kpi/list-stop-reasons';
import { ListStops } from '#contracts/kpi/list-stops';
import { RecordProduction } from '#contracts/kpi/record-production';
import { RecordStop } from '#contracts/kpi/record-stop';
import { RemoveProduction } from '#contracts/kpi/remove-production';
import { RemoveStop } from '#contracts/kpi/remove-stop';
import { SetKpiPeriod } from '#contracts/kpi/set-kpi-period';
import { SetKpiTarget } from '#contracts/kpi/set-kpi-target';
import { SetProductStandard } from '#contracts/kpi/set-product-standard';
import { SetShiftCalendar } from '#contracts/kpi/set-shift-calendar';
import { SetShiftException } from '#contracts/kpi/set-shift-exception';
import { UndoProductionBatch } from '#contracts/kpi/undo-production-batch';
import { commandContext } from '#libs/testing/command-context';
import { TestKpi } from './kpi.fixture';

let service: TestKpi;
let tenantId: string;

beforeAll(async () => {
  service = await TestKpi.open();
});
afterAll(() => service.close());
beforeEach(async () => {
  tenantId = await service.organization();
});

async function make(contract: new () => object, command: object): Promise<string> {
  return (await service.ask<Created>(contract, command, { tenantId })).id;
}
const line = (code: string, more: object = {}) => make(CreateLine, { code, name: code, ...more });
const list = async <Row>(contract: new () => object, filters: object = {}) =>
  (await service.ask<Page<Row>>(contract, filters, { tenantId })).items;

describe('lines', () => {
  const codes = async (filters: object) => (await list<LineDetails>(ListLines, filters)).map(({ code }) => code);

  it('are found by code and area in any case, by location and as constraints', async () => {
    const locationId = await service.location(tenantId);
    const filler = await line('Fül-1', { area: 'Filling', constraint: true, locationId });
    await line('P-1', { area: 'Packing' });
    expect(await codes({ code: 'FÜL-1' })).toEqual(['Fül-1']);
    expect(await codes({ area: 'filling' })).toEqual(['Fül-1']);
    expect(await codes({ locationId })).toEqual(['Fül-1']);
    expect(await codes({ constraint: false })).toEqual(['P-1']);
    expect(await codes({ q: 'pack' })).toEqual(['P-1']);
    await make(ChangeLine, { lineId: filler, area: null, constraint: false, locationId: null });
    expect(await codes({ area: 'Filling' })).toEqual([]);
    expect(await service.ask<LineDetails>(GetLine, { lineId: filler }, { tenantId })).toMatchObject({
      code: 'Fül-1',
      area: null,
      locationId: null,
    });
    await expect(line('X', { locationId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('have one constraint in an area, and codes once, however many come at the same time', async () => {
    const made = await Promise.allSettled(
      ['A', 'B', 'a'].map((code) => line(code, { area: 'Filling', constraint: true })),
    );
    expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('have an entity tag each, which changes of others leave', async () => {
    const [one, other] = [await line('A'), await line('B')];
    const context = (more: object = {}) => ({
      ...commandContext({ tenantId, actor: { id: randomUUID(), type: 'user' as const, roles: ['admin'] } }),
      ...more,
    });
    await service.caughtUp();
    const { etag: ifMatch } = await service.dispatch(GetLine, { lineId: one }, context());
    await make(ChangeLine, { lineId: other, name: 'Other' });
    await service.dispatch(ChangeLine, { lineId: one, name: 'First' }, context({ ifMatch }));
    await expect(
      service.dispatch(ChangeLine, { lineId: one, name: 'Last' }, context({ ifMatch })),
    ).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  });
});

describe('shifts', () => {
  const night = { name: 'Night', start: '22:00', end: '06:00', weekdays: [6] };
  const shiftsOf = (lineId: string, from: string, to = from) =>
    service.ask<LineShifts>(GetShifts, { lineId, from, to }, { tenantId });

  it('are the length that the clock makes of them, with exceptions, by the calendar of their date', async () => {
    const lineId = await line('A');
    const calendar = await make(SetShiftCalendar, { validFrom: '2027-03-01', shifts: [night] });
    expect(await shiftsOf(lineId, '2027-03-27', '2027-03-28')).toEqual({
      from: '2027-03-27',
      to: '2027-03-28',
      timeZone: 'Europe/Berlin',
      items: [
        {
          date: '2027-03-27',
          name: 'Night',
          from: '2027-03-27T21:00:00.000Z',
          to: '2027-03-28T04:00:00.000Z',
          minutes: 420,
          breaks: [],
        },
      ],
      withoutCalendar: [],
    });
    expect((await shiftsOf(lineId, '2027-02-27')).withoutCalendar).toEqual(['2027-02-27']);
    const exception = await make(SetShiftException, { lineId, date: '2027-03-27', closed: true });
    expect((await shiftsOf(lineId, '2027-03-27')).items).toEqual([]);
    expect(await list(ListShiftExceptions, { lineId, from: '2027-03-27', to: '2027-03-27' })).toMatchObject([
      { id: exception, closed: true, shifts: [] },
    ]);
    expect(await make(SetShiftException, { lineId, date: '2027-03-27' })).toBe(exception);
    expect((await shiftsOf(lineId, '2027-03-27')).items).toHaveLength(1);
    expect(await list(ListShiftExceptions)).toEqual([]);
    expect(await make(SetShiftCalendar, { validFrom: '2027-03-01', shifts: [{ ...night, start: '23:00' }] })).toBe(
      calendar,
    );
    expect(await list(ListShiftCalendars)).toMatchObject([{ id: calendar, shifts: [{ start: '23:00', breaks: [] }] }]);
  });

  it('of an unknown line there are none', async () => {
    await make(SetShiftCalendar, { validFrom: '2027-03-01', shifts: [night] });
    expect(await shiftsOf(randomUUID(), '2027-03-27')).toMatchObject({ items: [], withoutCalendar: ['2027-03-27'] });
    await expect(
      make(SetShiftCalendar, { lineId: randomUUID(), validFrom: '2027-03-01', shifts: [] }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND', fields: [{ pointer: '/lineId' }] });
  });
});

it('standards, stop reasons, targets and closed periods are set, mended and listed', async () => {
  const lineId = await line('A');
  const standard = { product: 'P-1', lineId, validFrom: '2026-01-01', runSeconds: '0.750000' };
  const standardId = await make(SetProductStandard, { ...standard, labourHours: '0.150000' });
  expect(await make(SetProductStandard, { ...standard, product: 'p-1', unitsPerPack: '12.000' })).toBe(standardId);
  expect(await list(ListProductStandards, { product: 'P-1', lineId })).toMatchObject([
    { id: standardId, product: 'p-1', runSeconds: '0.750000', labourHours: null, unitsPerPack: '12.000' },
  ]);
  const reasonId = await make(CreateStopReason, { code: 'JAM', name: 'Jam', class: 'breakdown' });
  await make(ChangeStopReason, { reasonId, class: 'minor' });
  expect(await list(ListStopReasons, { code: 'jam', class: 'minor' })).toMatchObject([{ id: reasonId, code: 'JAM' }]);
  const target = { kpi: 'scrap_ratio', validFrom: '2026-01-01', green: '1.00', amber: '2.50' };
  const targetId = await make(SetKpiTarget, { ...target, product: 'P-1' });
  expect(await list(ListKpiTargets, { kpi: 'scrap_ratio', product: 'p-1' })).toMatchObject([
    { id: targetId, direction: 'lower', green: '1.00', amber: '2.50' },
  ]);
  const all = await make(SetKpiPeriod, { through: '2026-03-31', reason: 'Reported' });
  expect(await make(SetKpiPeriod, { through: null, reason: 'One was missing' })).toBe(all);
  await make(SetKpiPeriod, { lineId, through: '2026-02-28', reason: 'Reported' });
  expect(await list(ListKpiPeriods)).toMatchObject([
    { id: all, lineId: null, through: null, reason: 'One was missing' },
    { lineId, through: '2026-02-28' },
  ]);
});

describe('production and stops', () => {
  const night = { name: 'Night', start: '18:00', end: '07:00', weekdays: [1, 2, 3, 4, 5, 6, 7] };
  const entries = (filters: object) => list<ProductionEntryDetails>(ListProductionEntries, filters);
  const stops = (filters: object) => list<StopDetails>(ListStops, filters);

  it('belong to the business date of the shift that holds their start (C5)', async () => {
    const lineId = await line('A');
    await make(SetShiftCalendar, { validFrom: '2026-01-01', shifts: [night] });
    const run = { from: '2026-07-14T00:00:00.000Z', to: '2026-07-14T01:00:00.000Z' };
    const entryId = await make(RecordProduction, { lineId, ...run, product: 'P-1', good: '100.000' });
    const stopId = await make(RecordStop, { lineId, from: '2026-07-14T04:50:00.000Z' });
    expect(await entries({ from: '2026-07-13', to: '2026-07-13' })).toMatchObject([{ id: entryId, ...run }]);
    expect(await stops({ from: '2026-07-13', to: '2026-07-13' })).toMatchObject([{ id: stopId, to: null }]);
    expect([await entries({ from: '2026-07-14' }), await stops({ from: '2026-07-14' })]).toEqual([[], []]);
    await expect(make(CorrectProduction, { entryId, from: '2026-07-12T10:00:00.000Z' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: [expect.objectContaining({ pointer: '/from' })],
    });
  });

  it('are recorded, corrected and removed, and found as they are', async () => {
    const lineId = await line('A');
    await make(SetProductStandard, {
      product: 'P-1',
      validFrom: '2026-01-01',
      runSeconds: '216.000000',
      unitsPerPack: '12.000',
    });
    const told = { lineId, date: '2026-03-02', shift: 'Early', product: 'p-1' };
    const entryId = await make(RecordProduction, { ...told, good: '1200.000', unit: 'pack', order: 'O-1' });
    await make(RecordProduction, { ...told, date: '2026-03-03', good: '1.000', scrap: '2.000' });
    expect((await entries({ product: 'P-1', order: 'O-1', shift: 'Early' })).map(({ good }) => good)).toEqual([
      '14400.000',
    ]);
    await make(CorrectProduction, { entryId, good: '14000.000', scrap: '400.000', order: null });
    expect(await entries({ lineId, to: '2026-03-02' })).toMatchObject([
      { id: entryId, good: '14000.000', scrap: '400.000', produced: '14400.000', order: null },
    ]);
    await make(RemoveProduction, { entryId });
    expect((await entries({ lineId })).map(({ date }) => date)).toEqual(['2026-03-03']);
    await expect(make(CorrectProduction, { entryId, good: '1.000' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(service.ask(GetProductionEntry, { entryId }, { tenantId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('of a timer end later, and get their reason afterwards', async () => {
    const lineId = await line('A');
    const reasonId = await make(CreateStopReason, { code: 'JAM', name: 'Jam', class: 'breakdown' });
    const stopId = await make(RecordStop, { lineId, from: '2026-03-02T08:00:00.000Z' });
    expect(await stops({ open: true, unlabelled: true })).toMatchObject([{ id: stopId, reason: null, class: 'other' }]);
    await make(EndStop, { stopId, to: '2026-03-02T08:40:00.000Z' });
    await make(CorrectStop, { stopId, reason: 'jam' });
    expect(await stops({ open: true })).toEqual([]);
    expect(await stops({ unlabelled: false })).toMatchObject([
      { id: stopId, reasonId, reason: 'JAM', class: 'breakdown', to: '2026-03-02T08:40:00.000Z' },
    ]);
    await make(RemoveStop, { stopId });
    expect(await stops({})).toEqual([]);
  });

  it('in a closed period are refused without the permission to close it, and nothing is recorded', async () => {
    const lineId = await line('A');
    await make(SetKpiPeriod, { lineId, through: '2026-03-31', reason: 'Reported' });
    const told = { lineId, shift: 'Early', product: 'P-1', good: '1.000' };
    const counter = { tenantId, actor: { id: randomUUID(), type: 'user' as const, roles: ['counter'] } };
    await expect(service.ask(RecordProduction, { ...told, date: '2026-03-31' }, counter)).rejects.toMatchObject({
      code: 'PERIOD_CLOSED',
    });
    await service.ask(RecordProduction, { ...told, date: '2026-04-01' }, counter);
    await make(RecordProduction, { ...told, date: '2026-03-31' });
    expect((await entries({})).map(({ date }) => date)).toEqual(['2026-04-01', '2026-03-31']);
  });

  it('are edited at once, each with its outcome, and put back by an undo but for what was changed since', async () => {
    const lineId = await line('A');
    const told = { lineId, date: '2026-03-02', shift: 'Early', product: 'P-1' };
    const [kept, dropped] = [
      await make(RecordProduction, { ...told, good: '1.000' }),
      await make(RecordProduction, { ...told, date: '2026-03-03', good: '2.000' }),
    ];
    const batch = (contract: new () => object, command: object, more: object = {}) =>
      service.ask<ProductionBatch>(contract, command, { tenantId, ...more });
    const outcomes = ({ results }: ProductionBatch) => results.map(({ outcome, code }) => code ?? outcome);
    const goods = async () => (await entries({ sort: 'date,createdAt' })).map(({ good }) => good);
    const edits = [
      { op: 'create', ...told, date: '2026-03-04', good: '3.000' },
      { op: 'change', id: kept, good: '10.000', expected: { good: '1.000' } },
      { op: 'change', id: dropped, good: '20.000', expected: { good: '1.000' } },
      { op: 'create', ...told, good: '1.000', produced: '2.000' },
      { op: 'create', product: 'P-1', good: '1.000', lineId },
      { op: 'remove', id: dropped },
    ];
    const commandId = randomUUID();
    const made = await batch(EditProduction, { edits }, { commandId });
    const expected = ['created', 'changed', 'CONFLICT', 'QUANTITIES_DIFFER', 'VALIDATION_FAILED', 'removed'];
    expect(outcomes(made)).toEqual(expected);
    expect(made.results[2]?.current).toMatchObject({ good: '2.000' });
    expect(await goods()).toEqual(['10.000', '3.000']);
    const again = await batch(EditProduction, { edits }, { commandId });
    expect([again.batchId, outcomes(again)]).toEqual([made.batchId, expected]);
    expect(await goods()).toEqual(['10.000', '3.000']);
    await make(CorrectProduction, { entryId: kept, good: '11.000' });
    const undone = await batch(UndoProductionBatch, { batchId: made.batchId });
    expect(outcomes(undone).toSorted()).toEqual(['CONFLICT', 'created', 'removed']);
    expect(undone.results.find(({ id }) => id === kept)).toMatchObject({
      current: { good: '11.000' },
      left: { good: '10.000' },
    });
    expect(await goods()).toEqual(['11.000', '2.000']);
    await expect(batch(EditProduction, { edits: [{ op: 'remove', id: randomUUID() }] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      fields: [{ pointer: '/edits/0/id' }],
    });
    await expect(batch(UndoProductionBatch, { batchId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
