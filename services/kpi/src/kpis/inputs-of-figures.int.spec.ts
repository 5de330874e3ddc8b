import { ChangeWipJob } from '#contracts/kpi/change-wip-job';
import { CorrectDelivery } from '#contracts/kpi/correct-delivery';
import { CorrectInspection } from '#contracts/kpi/correct-inspection';
import { GetKpiLosses, type KpiLosses } from '#contracts/kpi/get-kpi-losses';
import { GetStopPareto, type StopPareto } from '#contracts/kpi/get-stop-pareto';
import { ListMissingData, type MissingData } from '#contracts/kpi/list-missing-data';
import { ChangeStopReason } from '#contracts/kpi/change-stop-reason';
import { CreateStopReason } from '#contracts/kpi/create-stop-reason';
import { RecordAttendance } from '#contracts/kpi/record-attendance';
import { RecordDelivery } from '#contracts/kpi/record-delivery';
import { RecordInspection } from '#contracts/kpi/record-inspection';
import { RecordStop } from '#contracts/kpi/record-stop';
import { RecordWipJob } from '#contracts/kpi/record-wip-job';
import { RemoveAttendance } from '#contracts/kpi/remove-attendance';
import { SetKpiPeriod } from '#contracts/kpi/set-kpi-period';
import { SetKpiTarget } from '#contracts/kpi/set-kpi-target';
import { SetProductStandard } from '#contracts/kpi/set-product-standard';
import { TestKpi } from '../kpi.fixture';
import { expectTraced, followed } from './followed.fixture';
import { DATE, at, lineRecords, shift } from './line-records.fixture';

let service: TestKpi;
let tenantId: string;

beforeAll(async () => {
  service = await TestKpi.open();
});
afterAll(() => service.close());
beforeEach(async () => {
  tenantId = await service.organization('UTC');
});

const { make, line, calendar, entry, stop, ask, worked } = lineRecords(() => ({ service, tenantId }));

describe('their lineage', () => {
  it('makes the same figures again, from the parts that it shows', async () => {
    const lineId = await worked();
    await entry(lineId, { date: '2026-03-03', good: '100' });
    await entry(lineId, { product: 'P-9', shift: undefined, date: undefined, from: at('14:30'), to: at('15:00') });
    await stop(lineId, '14:50', undefined);
    const query = { to: '2026-03-03', asOf: at('23:00', '2026-03-03') };
    for (const groupBy of ['', 'line', 'product', 'shift', 'order']) {
      await expectTraced(service, { tenantId }, { from: DATE, ...query, ...(groupBy && { groupBy }) }, 1);
    }
  });

  it('shows entries, stops, shifts and standards as they were known then', async () => {
    const lineId = await worked();
    const { items } = await ask({ groupBy: 'line', kpi: 'oee' });
    const lineage = items[0]?.values[0]?.lineage ?? '';
    const { parts, page } = await followed(service, { tenantId }, lineage);
    expect(page).toMatchObject({ group: { lineId }, figure: { value: '76.76' }, formula: { formula: 'oee@2' } });
    expect(parts).toMatchObject([
      {
        date: DATE,
        lineCode: 'A',
        shifts: [
          { name: 'Early', from: at('06:00'), to: at('15:00'), breaks: [{ from: at('09:00'), to: at('09:30') }] },
        ],
        entries: [{ product: 'P-1', good: '522.000' }],
        stops: [{ reason: 'SETUP' }, { reason: 'JAM' }, { reason: 'JAM' }],
        standards: [{ product: 'P-1', validFrom: '2026-01-01', runSeconds: '45.000000' }],
      },
    ]);
    await entry(lineId, { good: '1000' });
    expect((await followed(service, { tenantId }, lineage)).page.figure.value).toBe('76.76');
  });

  it('shows the entries and stops of the figure alone', async () => {
    const lineId = await line('A');
    const other = await line('B');
    await calendar([shift('06:00', '14:00'), shift('14:00', '22:00', { name: 'Late' })]);
    const run = (from: string, to: string, more: object = {}) => entry(lineId, { shift: undefined, date: undefined, from: at(from), to: at(to), ...more }); // prettier-ignore
    const [early, late] = [await run('07:00', '08:00'), await run('15:00', '16:00', { product: 'P-2' })];
    const [inEarly, inLate] = [await stop(lineId, '09:00', '09:10'), await stop(lineId, '17:00', '17:10')];
    await stop(other, '09:00', '09:10');
    const before = '2025-12-15';
    const outside = await run('06:00', '08:00', { from: at('06:00', before), to: at('08:00', before) });
    const shortens = await make(RecordStop, { lineId, from: at('07:00', before), to: at('07:30', before) });
    await stop(lineId, '12:00', '12:30', { from: at('12:00', before), to: at('12:30', before) });
    const inputs = async (kpi: string, query: object) => {
      const { items } = await ask({ kpi, asOf: at('23:00'), ...query });
      const lineages = await Promise.all(
        items.map(({ values }) => followed(service, { tenantId }, values[0]?.lineage ?? '')),
      );
      return lineages.map(({ parts }) => parts.map(({ entries, stops }) => [...entries, ...stops].map(({ id }) => id)));
    };
    const byLine = { groupBy: 'shift', lineId };
    expect(await inputs('availability', byLine)).toEqual([[[early, inEarly]], [[late, inLate]]]);
    expect(await inputs('quality_ratio', { groupBy: 'product' })).toEqual([[[early, inEarly]], [[late, inLate]]]);
    const ofBefore = { from: before, to: before, groupBy: 'line' };
    expect(await inputs('availability', ofBefore)).toEqual([[[outside, shortens]]]);
  });

  it('is of figures alone', async () => {
    const unknown = (name: string) => followed(service, { tenantId }, name);
    await expect(unknown('no-name')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const oversized = Buffer.from(JSON.stringify([1, 'oee@2', 1, 2, 3])).toString('base64url');
    await expect(unknown(oversized)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('lead from the scheduled time to the good time, and sum to it', async () => {
  await worked();
  const losses = await service.ask<KpiLosses>(GetKpiLosses, { from: DATE, to: DATE }, { tenantId });
  expect(losses.items.map(({ loss, minutes, percent }) => [loss, minutes, percent])).toEqual([
    ['planned', '30.00', '5.88'],
    ['setup', '20.00', '3.92'],
    ['breakdown', '40.00', '7.84'],
    ['other', '0.00', '0.00'],
    ['no_order', '0.00', '0.00'],
    ['speed', '45.00', '8.82'],
    ['scrap', '4.50', '0.88'],
    ['rework', '9.00', '1.76'],
    ['good', '391.50', '76.76'],
  ]);
  const whole = losses.items.reduce((sum, { seconds }) => sum + Number(seconds), 0);
  expect([losses.scheduled, String(whole)]).toEqual(['32400', '32400']);
});

it('rank the reasons of stops by time and by number, with those that are open', async () => {
  const lineId = await worked();
  await stop(lineId, '14:00', undefined);
  const ranked = async (by: string) => {
    const asked = { from: DATE, to: DATE, by, asOf: at('14:30') };
    const { items } = await service.ask<StopPareto>(GetStopPareto, asked, { tenantId });
    return items.map(({ reason, class: of, minutes, count, cumulated }) => [reason, of, minutes, count, cumulated]);
  };
  expect(await ranked('time')).toEqual([
    ['JAM', 'breakdown', '40.00', 2, '44.44'],
    [null, 'other', '30.00', 1, '77.78'],
    ['SETUP', 'setup', '20.00', 1, '100.00'],
  ]);
  expect((await ranked('count')).map(([reason, , , count]) => [reason, count])).toEqual([
    ['JAM', 2],
    [null, 1],
    ['SETUP', 1],
  ]);
});

it('say what they lack, shift by shift', async () => {
  const lineId = await worked();
  await stop(lineId, '14:00', undefined);
  await entry(lineId, { product: 'P-9', date: '2026-03-03' });
  const missing = async (query: object) =>
    await service.ask<{ items: readonly MissingData[]; nextCursor: string | null }>(
      ListMissingData,
      { from: '2026-03-01', to: '2026-03-03', ...query },
      { tenantId },
    );
  const attended = {
    employeeId: await service.employee(tenantId),
    scheduledHours: '9',
    absentHours: '0',
    kind: 'other',
  };
  await make(RecordAttendance, { ...attended, date: '2026-03-02', shift: 'early' });
  await stop(lineId, '07:00', '08:00', {
    from: at('07:00', '2026-02-28'),
    to: at('08:00', '2026-02-28'),
    reason: 'JAM',
  });
  expect((await missing({ from: '2026-02-28', to: '2026-02-28' })).items).toMatchObject([
    { shift: 'Early', what: 'entries_beside_stops', of: [expect.any(String)] },
  ]);
  await make(SetKpiPeriod, { through: '2026-02-28', reason: 'Reported' });
  const late = await entry(lineId, { date: '2026-02-28' });
  expect((await missing({ from: '2026-02-28', to: '2026-02-28' })).items).toMatchObject([
    { shift: null, what: 'changed_after_closing', of: [late], count: 1 },
  ]);
  const standard = { product: 'P-1', runSeconds: '50.000000', labourHours: '0.150000' };
  const standardId = await make(SetProductStandard, { ...standard, validFrom: '2026-02-28' });
  await make(SetProductStandard, { ...standard, validFrom: '2026-03-01' });
  const reasonId = await make(CreateStopReason, { code: 'BELT', name: 'Belt', class: 'breakdown' });
  await make(ChangeStopReason, { reasonId, class: 'minor' });
  const targetId = await make(SetKpiTarget, { kpi: 'oee', validFrom: '2026-01-01', green: '85.00', amber: '75.00' });
  expect((await missing({ from: '2026-02-28', to: '2026-02-28' })).items).toMatchObject([
    { shift: null, what: 'changed_after_closing', of: [late] },
    { shift: null, what: 'setup_changed_after_closing', of: [standardId, targetId], count: 2 },
  ]);
  const { items } = await missing({});
  expect(items.map(({ date, shift, what }) => [date.slice(-2), shift, what])).toEqual([
    ['01', 'Early', 'entries'],
    ['02', 'Early', 'open_stop'],
    ['02', 'Early', 'unlabelled_stop'],
    ['03', 'Early', 'open_stop'],
    ['03', 'Early', 'unlabelled_stop'],
    ['03', 'Early', 'standard'],
    ['03', 'Early', 'attendance'],
  ]);
  expect((await missing({ from: '2025-04-01', to: '2026-03-31', what: 'standard' })).items).toMatchObject([
    { date: '2026-03-03', lineCode: 'A', shift: 'Early', what: 'standard', of: ['P-9'] },
  ]);
  const paged: MissingData[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await missing({ limit: 2, ...(cursor !== undefined && { cursor }) });
    paged.push(...page.items);
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(items);
});

it('say what came to a closed date: inspections, attendance as a number, deliveries and jobs', async () => {
  const lineId = await line('A');
  const [closed, open] = ['2026-02-27', '2026-03-02'];
  const moment = `${closed}T09:00:00.000Z`;
  const inspection = { product: 'P-1', step: 'Final', at: moment, inspected: '10' };
  const attendance = { date: closed, scheduledHours: '8', absentHours: '0', kind: 'other' };
  const delivery = (order: string, deliveredAt = moment) => ({ order, firstPromisedOn: closed, ordered: '1', deliveredAt }); // prettier-ignore
  const before = {
    inspection: await make(RecordInspection, { ...inspection, lineId }),
    attendance: await make(RecordAttendance, { ...attendance, employeeId: await service.employee(tenantId) }),
    delivery: await make(RecordDelivery, delivery('O-1')),
    job: await make(RecordWipJob, { job: 'J-1', product: 'P-1', startedAt: moment }),
  };
  await service.caughtUp();
  await make(SetKpiPeriod, { through: '2026-02-28', reason: 'Reported' });
  const missing = async (query: object = {}) => {
    await service.caughtUp();
    const asked = { from: '2026-02-25', to: open, ...query };
    const { items } = await service.ask<{ items: readonly MissingData[] }>(ListMissingData, asked, { tenantId });
    const late = items.filter(({ what }) => what.endsWith('changed_after_closing'));
    return late.map(({ date, lineCode, what, of, count }) => [date, lineCode, what.split('_')[0], [...of].toSorted(), count]); // prettier-ignore
  };
  expect(await missing()).toEqual([]);

  await make(CorrectInspection, { inspectionId: before.inspection, inspected: '11' });
  const unplaced = await make(RecordInspection, inspection);
  await make(RemoveAttendance, { attendanceId: before.attendance });
  await make(RecordAttendance, { ...attendance, employeeId: await service.employee(tenantId) });
  // Moved out of the closed date, and into it.
  await make(CorrectDelivery, { deliveryId: before.delivery, deliveredAt: at('09:00', open) });
  const other = await make(RecordDelivery, delivery('O-2'));
  await make(ChangeWipJob, { jobId: before.job, endedAt: at('09:00', open) });
  const job = await make(RecordWipJob, { job: 'J-2', product: 'P-1', startedAt: moment });
  expect(await missing()).toEqual([
    [closed, 'A', 'inspections', [before.inspection], 1],
    [closed, null, 'inspections', [unplaced], 1],
    [closed, null, 'attendance', [], 2],
    [closed, null, 'deliveries', [before.delivery, other].toSorted(), 2],
    // What came after the closed date is nothing of the first job's past.
    [closed, null, 'jobs', [job], 1],
  ]);
  expect(await missing({ lineId })).toEqual([[closed, 'A', 'inspections', [before.inspection], 1]]);
});
