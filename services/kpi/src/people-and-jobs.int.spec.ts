import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import type { Page } from '#contracts/declare/list-request';
import { ChangeWipJob } from '#contracts/kpi/change-wip-job';
import { CorrectAttendance } from '#contracts/kpi/correct-attendance';
import { CorrectProduction } from '#contracts/kpi/correct-production';
import { CreateLine } from '#contracts/kpi/create-line';
import { EditProduction, type ProductionBatch } from '#contracts/kpi/edit-production';
import { GetAttendance, type AttendanceDetails } from '#contracts/kpi/get-attendance';
import { GetKpiLineage, type FigureLineage, type LineagePart } from '#contracts/kpi/get-kpi-lineage';
import { GetKpis, type KpiItem, type KpiTotals } from '#contracts/kpi/get-kpis';
import { GetWipJob, type WipJobDetails } from '#contracts/kpi/get-wip-job';
import { ListAttendance } from '#contracts/kpi/list-attendance';
import { ListWipJobs } from '#contracts/kpi/list-wip-jobs';
import { RecordAttendance } from '#contracts/kpi/record-attendance';
import { RecordDelivery } from '#contracts/kpi/record-delivery';
import { RecordInspection } from '#contracts/kpi/record-inspection';
import { RecordProduction } from '#contracts/kpi/record-production';
import { RecordWipJob } from '#contracts/kpi/record-wip-job';
import { RemoveAttendance } from '#contracts/kpi/remove-attendance';
import { RemoveWipJob } from '#contracts/kpi/remove-wip-job';
import { SetKpiPeriod } from '#contracts/kpi/set-kpi-period';
import { SetShiftCalendar } from '#contracts/kpi/set-shift-calendar';
import { UndoProductionBatch } from '#contracts/kpi/undo-production-batch';
import { absenteeismCells, bradfordCells } from './attendance/attendance-cells.query';
import type { CellSource, KpiQuestion } from './figure/cell-source.query';
import { figuresBy } from './figure/figures.fixture';
import { currentFormula } from './formula/formulas';
import { TestKpi } from './kpi.fixture';
import { expectTraced } from './kpis/followed.fixture';
import { followKpis } from './live-kpis.fixture';
import { wipCells } from './wip/wip-cells.query';

const LATER = '2100-01-01T00:00:00.000Z';

let service: TestKpi;
let tenantId: string;

beforeAll(async () => {
  service = await TestKpi.open();
});
afterAll(() => service.close());
beforeEach(async () => {
  tenantId = await service.organization();
});

async function make(contract: new () => object, command: object, more: object = {}): Promise<string> {
  return (await service.ask<Created>(contract, command, { tenantId, ...more })).id;
}
const list = async <Row>(contract: new () => object, filters: object = {}) =>
  (await service.ask<Page<Row>>(contract, filters, { tenantId })).items;
const attendance = (filters: object = {}) => list<AttendanceDetails>(ListAttendance, filters);

/** The figures of an input, as `GET kpis` makes them. */
async function figures(source: CellSource, asked: Partial<KpiQuestion> & Pick<KpiQuestion, 'period'>) {
  const { question, cells, total } = await service.cellsOf(source, { tenantId, ...asked });
  const formulas = source.kpis.map(currentFormula);
  const { items } = figuresBy(cells, { ...question, formulas });
  return { items: items.map(({ from, group, figures: [figure] }) => ({ from, group, value: figure?.value })), total };
}
const values = async (...asked: Parameters<typeof figures>) =>
  (await figures(...asked)).items.map(({ value }) => value);

describe('attendance', () => {
  const march = { from: '2026-03-01', to: '2026-03-31' };
  const shift = { date: '2026-03-02', shift: 'early', scheduledHours: '9.000', absentHours: '0.000', kind: 'other' };

  it('is recorded, corrected and removed, and found as it is', async () => {
    const early = { name: 'Early', start: '06:00', end: '14:00', weekdays: [1, 2, 3, 4, 5] };
    await make(SetShiftCalendar, { validFrom: '2026-01-01', shifts: [early] });
    const [employeeId, other] = [await service.employee(tenantId), await service.employee(tenantId)];
    const id = await make(RecordAttendance, { ...shift, employeeId });
    await make(RecordAttendance, {
      ...shift,
      employeeId: other,
      date: '2026-03-03',
      absentHours: '9.000',
      kind: 'sick',
    });
    await expect(make(RecordAttendance, { ...shift, employeeId, shift: 'EARLY' })).rejects.toMatchObject({
      code: 'DUPLICATE',
    });
    await expect(make(RecordAttendance, { ...shift, employeeId: randomUUID() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      fields: [{ pointer: '/employeeId' }],
    });
    expect(await attendance({ employeeId, shift: 'EARLY', to: '2026-03-02' })).toMatchObject([{ id, shift: 'Early' }]);
    expect(await attendance({ kind: 'sick', from: '2026-03-03' })).toMatchObject([{ employeeId: other }]);
    await make(CorrectAttendance, { attendanceId: id, absentHours: '4.500', kind: 'unpaid' });
    expect(await service.ask(GetAttendance, { attendanceId: id }, { tenantId })).toMatchObject({
      id,
      employeeId,
      date: '2026-03-02',
      scheduledHours: '9.000',
      absentHours: '4.500',
      kind: 'unpaid',
    });
    await make(RemoveAttendance, { attendanceId: id });
    expect((await attendance()).map((row) => row.employeeId)).toEqual([other]);
    await expect(service.ask(GetAttendance, { attendanceId: id }, { tenantId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await make(RecordAttendance, { ...shift, employeeId })).toBe(id);
  });

  it('in a closed period is refused to those who may not close it', async () => {
    const employeeId = await service.employee(tenantId);
    await make(SetKpiPeriod, { through: '2026-03-02', reason: 'Reported' });
    const manager = { actor: { id: randomUUID(), type: 'user', roles: ['manager'] } };
    await expect(make(RecordAttendance, { ...shift, employeeId }, manager)).rejects.toMatchObject({
      code: 'PERIOD_CLOSED',
    });
    await make(RecordAttendance, { ...shift, employeeId, date: '2026-03-03' }, manager);
  });

  it('is absenteeism by date, shift and person, without planned leave, as it was known then', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => service.employee(tenantId)));
    for (const employeeId of people) await make(RecordAttendance, { ...shift, employeeId });
    const [sick = '', away = ''] = people;
    const [first] = await attendance({ employeeId: sick });
    const [second] = await attendance({ employeeId: away });
    await make(CorrectAttendance, { attendanceId: first?.id, absentHours: '7.200', kind: 'sick' });
    expect(await values(absenteeismCells, { period: march })).toEqual(['8.00']);
    const changed = (await attendance({ employeeId: sick }))[0]?.updatedAt ?? '';
    await make(CorrectAttendance, { attendanceId: second?.id, absentHours: '9.000', kind: 'holiday' });
    await make(RecordAttendance, {
      ...shift,
      employeeId: away,
      date: '2026-03-03',
      shift: 'Late',
      absentHours: '9.000',
    });
    expect(await values(absenteeismCells, { period: { from: '2026-03-02', to: '2026-03-02' } })).toEqual(['8.89']);
    expect((await figures(absenteeismCells, { period: march, grain: 'shift' })).items).toEqual([
      { from: '2026-03-02', group: { shift: 'early' }, value: '8.89' },
      { from: '2026-03-03', group: { shift: 'Late' }, value: '100.00' },
    ]);
    const byPerson = await figures(absenteeismCells, { period: march, groupBy: ['employee'] });
    expect(byPerson.items).toContainEqual({ from: march.from, group: { employee: sick }, value: '80.00' });
    expect(await values(absenteeismCells, { period: march, filters: { shift: 'LATE' } })).toEqual(['100.00']);
    expect(await values(absenteeismCells, { period: march, knownAt: changed })).toEqual(['8.00']);
    expect(await values(absenteeismCells, { period: march, asOf: '2026-03-02T12:00:00.000Z' })).toEqual(['8.89']);
  });

  it('is the Bradford factor of the 52 weeks up to the end of each bucket', async () => {
    const employeeId = await service.employee(tenantId);
    const absent = { absentHours: '9.000', kind: 'sick' };
    for (const [date, more] of [
      ['2025-03-10', absent],
      ['2026-03-02', absent],
      ['2026-03-03', {}],
      ['2026-03-04', absent],
      ['2026-03-05', absent],
    ] as const) {
      await make(RecordAttendance, { ...shift, employeeId, date, ...more });
    }
    const asked = { period: march, groupBy: ['employee'] as const };
    const weekly = await figures(bradfordCells, { ...asked, grain: 'week', asOf: '2026-03-12T12:00:00.000Z' });
    const group = { employee: employeeId };
    expect(weekly.items).toEqual([
      { from: '2026-03-01', group, value: '1.00' },
      { from: '2026-03-02', group, value: '16.00' },
      { from: '2026-03-09', group, value: '12.00' },
    ]);
    expect(await values(bradfordCells, { period: march })).toEqual([]);
  });

  it('is the lineage of its figures, of persons, for those who may read it, which is recorded', async () => {
    const [one, other] = [await service.employee(tenantId), await service.employee(tenantId)];
    const absent = { absentHours: '9.000', kind: 'sick' };
    await make(RecordAttendance, { ...shift, employeeId: one, ...absent });
    await make(RecordAttendance, { ...shift, employeeId: other, shift: 'Late' });
    await make(RecordAttendance, { ...shift, employeeId: one, date: '2026-03-03' });
    await make(RecordAttendance, { ...shift, employeeId: one, date: '2026-03-04', ...absent });
    const asked = { ...march, kpi: 'absenteeism' };
    const shown = async () =>
      (await expectTraced(service, { tenantId }, { ...asked, grain: 'week', groupBy: 'shift' }, 1)).slice(0, 2);
    const reads = async () =>
      (await service.recordedOf('PersonalDataRead')).filter((read) => read.tenantId === tenantId);

    const hours = [{ shift: 'Late', scheduled: '9.000', absent: '0.000' }];
    expect(await shown()).toMatchObject([{ date: '2026-03-02', hours, attendance: [{ employeeId: other }] }, {}]);
    const recorded = await reads();
    expect(recorded[0]?.data).toMatchObject({ query: 'kpi.get-kpi-lineage', entityId: tenantId });
    expect(JSON.stringify(recorded)).not.toContain('Late');

    const byPerson = { ...march, kpi: 'absenteeism', groupBy: 'employee' };
    await expectTraced(service, { tenantId }, { ...byPerson, grain: 'day' });
    expect((await reads()).map(({ data }) => (data as { query: string }).query)).toContain('kpi.get-kpis');
    const days = await expectTraced(service, { tenantId }, { ...byPerson, kpi: 'bradford', asOf: LATER }, 2);
    expect(
      days.filter(({ attendance: [row] }) => row?.employeeId === one).map(({ date, sums }) => [date, sums]),
    ).toEqual([
      [
        '2026-03-02',
        [
          { name: 'spells', value: '1' },
          { name: 'absentDays', value: '1' },
        ],
      ],
      ['2026-03-03', []],
      [
        '2026-03-04',
        [
          { name: 'spells', value: '1' },
          { name: 'absentDays', value: '1' },
        ],
      ],
    ]);
  });

  it('is of five persons at least, for those who may not read it: in figures, totals, comparisons and lineage', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => service.employee(tenantId)));
    const absent = { absentHours: '9.000', kind: 'sick' };
    for (const [at, employeeId] of people.entries()) {
      const more = at < 6 ? {} : { shift: 'late', ...absent };
      await make(RecordAttendance, { ...shift, employeeId, ...more });
    }
    const [first = ''] = people;
    await make(RecordAttendance, { ...shift, employeeId: first, date: '2026-03-03', ...absent });
    const viewer = { tenantId, actor: { id: randomUUID(), type: 'user' as const, roles: ['viewer'] } };
    const of = async (as: typeof viewer | { readonly tenantId: string }, query: object) => {
      const asked = { from: '2026-03-02', to: '2026-03-02', kpi: 'absenteeism', ...query };
      const { items, totals } = await service.ask<Page<KpiItem> & KpiTotals>(GetKpis, asked, as);
      return [...items.map(({ values: [figure] }) => figure), totals[0]];
    };
    const texts = async (...asked: Parameters<typeof of>) =>
      (await of(...asked)).map((figure) => figure?.value ?? figure?.reason);
    const few = { value: null, reason: 'TOO_FEW_PEOPLE', numerator: null, denominator: null, flags: [] };
    // The late shift of two could be told from the total and the early one.
    expect(await of(viewer, { groupBy: 'shift' })).toMatchObject([few, few, { value: '25.00' }]);
    expect(await of(viewer, { shift: 'LATE' })).toMatchObject([few, few]);
    expect(await of(viewer, { from: '2026-03-03', to: '2026-03-03' })).toMatchObject([few, few]);
    expect(await texts({ tenantId }, { groupBy: 'shift' })).toEqual(['0.00', '100.00', '25.00']);
    const [, compared] = await of(viewer, { from: '2026-03-03', to: '2026-03-03', compare: 'previous' });
    expect(compared).toMatchObject({ ...few, compared: { value: '25.00', change: null } });
    const [late] = await of(viewer, { shift: 'late' });
    const read = (lineage: string, as: typeof viewer | { readonly tenantId: string }) =>
      service.ask<Page<LineagePart> & FigureLineage>(GetKpiLineage, { lineage }, as);
    expect(await read(late?.lineage ?? '', viewer)).toMatchObject({ figure: few, items: [], sums: [] });
    expect(await read(late?.lineage ?? '', { tenantId })).toMatchObject({ figure: { value: '100.00' }, items: [{}] });
    const whole = (await of(viewer, {})).at(-1);
    expect(await read(whole?.lineage ?? '', viewer)).toMatchObject({ figure: { value: '25.00' }, items: [] });
  });

  it('is gone after an erasure of the person, and what the organisation counts stands, also rebuilt', async () => {
    const [employeeId, other] = [await service.employee(tenantId), await service.employee(tenantId)];
    const id = await make(RecordAttendance, { ...shift, employeeId });
    await make(CorrectAttendance, { attendanceId: id, absentHours: '9.000', kind: 'sick' });
    await make(RecordAttendance, { ...shift, employeeId: other });
    const asked = { period: march, groupBy: ['employee'] as const };
    const corrected = async () => (await service.recordedOf('AttendanceCorrected')).at(-1)?.data;
    expect(await corrected()).toMatchObject({ hours: { kind: 'sick' } });
    for await (const { data } of service.log.readAll()) expect(data).not.toContain('sick');

    await service.eraseEmployee(tenantId, employeeId);
    const seen = async () => ({
      listed: (await attendance()).map((row) => row.employeeId),
      sums: await values(absenteeismCells, { period: march }),
      persons: (await figures(absenteeismCells, asked)).items.map(({ group }) => group['employee']),
      bradford: (await figures(bradfordCells, asked)).items.map(({ group }) => group['employee']),
    });
    const after = { listed: [other], sums: ['50.00'], persons: [other, null], bradford: [other] };
    expect(await seen()).toEqual(after);
    expect(await corrected()).toMatchObject({ hours: null, before: null, counted: { absent: '9.000' } });
    const refused = { code: 'NOT_FOUND' };
    await expect(make(CorrectAttendance, { attendanceId: id, kind: 'other' })).rejects.toMatchObject(refused);
    await expect(make(RemoveAttendance, { attendanceId: id })).rejects.toMatchObject(refused);
    await expect(make(RecordAttendance, { ...shift, employeeId })).rejects.toMatchObject(refused);

    for (const projection of ['kpi.attendance', 'kpi.attendance-hours']) {
      await service.operations.rebuild(projection);
      await service.operations.rebuilt(projection, () => undefined);
    }
    expect(await seen()).toEqual(after);
    expect(service.faults).toEqual([]);
  });
});

describe('work in progress', () => {
  const day = (number: number) => new Date(Date.UTC(2026, 0, number, 6)).toISOString();
  const jobs = (filters: object = {}) => list<WipJobDetails>(ListWipJobs, filters);
  const job = { job: 'J-1', product: 'P-1', startedAt: day(1) };

  it('is recorded, held, ended and removed; an open job is the only one of its code', async () => {
    const jobId = await make(RecordWipJob, job);
    await expect(make(RecordWipJob, { ...job, job: 'j-1' })).rejects.toMatchObject({
      code: 'DUPLICATE',
      fields: [{ pointer: '/job' }],
    });
    await make(ChangeWipJob, { jobId, onHold: true });
    expect(await jobs({ onHold: true, job: 'j-1', product: 'p-1' })).toMatchObject([{ id: jobId, onHold: true }]);
    await make(ChangeWipJob, { jobId, onHold: false });
    await make(ChangeWipJob, { jobId, holds: [], endedAt: day(9) });
    const again = await make(RecordWipJob, { ...job, startedAt: day(10) });
    expect((await jobs({ open: true })).map(({ id }) => id)).toEqual([again]);
    expect((await jobs({ open: false, to: day(5) })).map(({ id }) => id)).toEqual([jobId]);
    await expect(make(ChangeWipJob, { jobId, endedAt: null })).rejects.toMatchObject({ code: 'DUPLICATE' });
    await make(RemoveWipJob, { jobId: again });
    await make(ChangeWipJob, { jobId, endedAt: null });
    expect(await service.ask(GetWipJob, { jobId }, { tenantId })).toMatchObject({ endedAt: null, holds: [] });
    await expect(service.ask(GetWipJob, { jobId: again }, { tenantId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('ages at the end of each bucket, by job and product, as it was known then', async () => {
    const holds = [
      { from: day(2), to: day(4) },
      { from: day(3), to: day(5) },
    ];
    const jobId = await make(RecordWipJob, { ...job, holds });
    await make(RecordWipJob, { ...job, job: 'J-2', product: 'P-2', startedAt: day(10), endedAt: day(20) });
    const period = { from: '2026-01-01', to: '2026-01-31' };
    const asked = { period, asOf: day(15), groupBy: ['job', 'product'] as const };
    expect((await figures(wipCells, asked)).items).toEqual([
      { from: '2026-01-01', group: { job: 'J-1', product: 'P-1' }, value: '11.00' },
      { from: '2026-01-01', group: { job: 'J-2', product: 'P-2' }, value: '5.00' },
    ]);
    expect(await values(wipCells, { period, asOf: day(15) })).toEqual(['8.00']);
    expect(await values(wipCells, { period, asOf: day(15), filters: { product: 'p-2' } })).toEqual(['5.00']);
    // The end of a day in Berlin is 23:00 UTC.
    expect(
      await values(wipCells, { ...asked, period: { from: '2026-01-03', to: '2026-01-03' }, grain: 'day' }),
    ).toEqual(['1.00']);
    expect(await values(wipCells, { period, grain: 'week', asOf: day(9) })).toEqual(['1.00', '5.00']);
    const known = (await service.ask<WipJobDetails>(GetWipJob, { jobId }, { tenantId })).updatedAt;
    await make(ChangeWipJob, { jobId, endedAt: day(12) });
    expect(await values(wipCells, { ...asked, groupBy: ['job'] })).toEqual(['5.00']);
    expect(await values(wipCells, { ...asked, groupBy: ['job'], knownAt: known })).toEqual(['11.00']);
    await make(RemoveWipJob, { jobId });
    expect(await values(wipCells, { ...asked, asOf: day(9) })).toEqual([]);
    expect(await values(wipCells, { ...asked, asOf: day(9), knownAt: known })).toEqual(['5.00']);
  });

  it('is the lineage of its age, job by job', async () => {
    const holds = [{ from: day(2), to: day(4) }];
    const jobId = await make(RecordWipJob, { ...job, holds });
    await make(RecordWipJob, { ...job, job: 'J-2', product: 'P-2', startedAt: day(10), endedAt: day(20) });
    const asked = { from: '2026-01-01', to: '2026-01-31', kpi: 'wip_age', asOf: day(15) };
    for (const groupBy of ['job', 'product']) {
      await expectTraced(service, { tenantId }, { ...asked, grain: 'week', groupBy }, 1);
    }
    const parts = await expectTraced(service, { tenantId }, asked, 1);
    const shown = { id: jobId, job: 'J-1', startedAt: day(1), endedAt: null, holds, until: day(15) };
    expect(parts.slice(0, 2)).toMatchObject([{ job: shown }, { job: { job: 'J-2' } }]);
  });
});

describe('the live stream', () => {
  const date = '2026-03-02';

  it('shows the figures of GET kpis, string for string: after an entry, its correction and its undo', async () => {
    const lineId = await make(CreateLine, { code: 'A', name: 'A' });
    const shift = { name: 'Early', start: '06:00', end: '14:00', breaks: [], weekdays: [1, 2, 3, 4, 5, 6, 7] };
    await make(SetShiftCalendar, { validFrom: '2026-01-01', shifts: [shift] });
    const followed = await followKpis(service, tenantId);
    const seen = async (action: string) => {
      const change = await followed.next();
      const { values: shown = null, asOf, knownAt } = change;
      expect(change).toMatchObject({ action, lineId, date });
      const asked = { from: date, to: date, grain: 'day', groupBy: 'line', lineId, asOf, knownAt };
      const { items } = await service.ask<Page<KpiItem>>(GetKpis, asked, { tenantId });
      expect(JSON.stringify(shown)).toBe(JSON.stringify(items[0]?.values ?? []));
      return shown?.find(({ kpi }) => kpi === 'quality_ratio')?.value;
    };
    const entryId = await make(RecordProduction, {
      lineId,
      date,
      shift: 'Early',
      product: 'P-1',
      good: '9',
      scrap: '1',
    });
    expect(await seen('production.recorded')).toBe('90.00');
    await make(CorrectProduction, { entryId, good: '4' });
    expect(await seen('production.corrected')).toBe('80.00');
    const edits = [{ op: 'change', id: entryId, good: '0' }];
    const { batchId } = await service.ask<ProductionBatch>(EditProduction, { edits }, { tenantId });
    expect(await seen('production.corrected')).toBe('0.00');
    await service.ask(UndoProductionBatch, { batchId }, { tenantId });
    expect(await seen('production.corrected')).toBe('80.00');

    const inspection = {
      lineId,
      product: 'P-1',
      step: 'End',
      at: `${date}T10:00:00.000Z`,
      inspected: '10',
      firstPassGood: '7',
    };
    await make(RecordInspection, inspection);
    expect(await seen('inspection.recorded')).toBe('80.00');
    await followed.end();
  });

  it('names deliveries and work in progress, and nothing of attendance', async () => {
    const followed = await followKpis(service, tenantId);
    await make(RecordAttendance, {
      employeeId: await service.employee(tenantId),
      date,
      scheduledHours: '8',
      absentHours: '8',
      kind: 'sick',
    });
    await make(RecordDelivery, { order: 'SO-1', firstPromisedOn: date, ordered: '10' });
    await make(RecordWipJob, { job: 'J-1', product: 'P-1', startedAt: `${date}T10:00:00.000Z` });
    expect(await followed.next()).toMatchObject({ action: 'delivery.recorded', order: 'SO-1', values: null });
    expect(await followed.next()).toMatchObject({ action: 'wip_job.recorded', job: 'J-1', values: null });
    await followed.end();
  });
});
