import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import type { Page } from '#contracts/declare/list-request';
import { CorrectDelivery } from '#contracts/kpi/correct-delivery';
import { CorrectInspection } from '#contracts/kpi/correct-inspection';
import { CreateLine } from '#contracts/kpi/create-line';
import { GetDelivery, type DeliveryDetails } from '#contracts/kpi/get-delivery';
import { GetInspection, type InspectionDetails } from '#contracts/kpi/get-inspection';
import { ListDeliveries } from '#contracts/kpi/list-deliveries';
import { ListInspections } from '#contracts/kpi/list-inspections';
import type { Kpi } from '#contracts/kpi/kpi-words';
import { RecordDelivery } from '#contracts/kpi/record-delivery';
import { RecordInspection } from '#contracts/kpi/record-inspection';
import { RemoveDelivery } from '#contracts/kpi/remove-delivery';
import { RemoveInspection } from '#contracts/kpi/remove-inspection';
import { SetKpiPeriod } from '#contracts/kpi/set-kpi-period';
import { SetProductStandard } from '#contracts/kpi/set-product-standard';
import { SetShiftCalendar } from '#contracts/kpi/set-shift-calendar';
import { deliverySource } from './delivery/delivery-cells.query';
import type { CellSource, KpiQuestion } from './figure/cell-source.query';
import { value } from './figure/figures.fixture';
import { sumOf } from './figure/sums';
import { inspectionSource } from './inspection/inspection-cells.query';
import { TestKpi } from './kpi.fixture';
import { expectTraced } from './kpis/followed.fixture';

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
const counter = () => ({ tenantId, actor: { id: randomUUID(), type: 'user' as const, roles: ['counter'] } });

const answer = (source: CellSource, more: Partial<KpiQuestion> = {}) =>
  service.cellsOf(source, { tenantId, grain: 'day', ...more });
async function figures(source: CellSource, kpis: readonly Kpi[], more: Partial<KpiQuestion> = {}) {
  const { cells, total } = await answer(source, more);
  const sums = total ?? sumOf(cells.map((cell) => cell.sums));
  return kpis.map((kpi) => value(kpi, sums));
}

describe('inspections', () => {
  const at = '2026-03-02T10:00:00.000Z';
  const told = { product: 'P-1', step: 'Final test', at, inspected: '540.000' };
  const fixture = {
    ...told,
    firstPassGood: '522.000',
    defectiveUnits: '18.000',
    defects: 24,
    reworked: '9.000',
    repaired: '3.000',
    scrapped: '6.000',
  };
  const inspections = (filters: object = {}) => list<InspectionDetails>(ListInspections, filters);

  it('are recorded, corrected and removed, and found as they are', async () => {
    const lineId = await line('A');
    const inspectionId = await make(RecordInspection, { ...fixture, lineId });
    const other = await make(RecordInspection, {
      ...told,
      step: 'AOI',
      product: 'P-2',
      at: '2026-03-03T10:00:00.000Z',
    });
    expect((await inspections()).map(({ id }) => id)).toEqual([other, inspectionId]);
    for (const filter of [{ lineId }, { product: 'p-1' }, { step: 'FINAL test' }, { to: '2026-03-02' }]) {
      expect((await inspections(filter)).map(({ id }) => id)).toEqual([inspectionId]);
    }
    expect(await inspections({ from: '2026-03-03' })).toMatchObject([{ id: other, lineId: null, firstPassGood: null }]);
    await make(CorrectInspection, { inspectionId, defects: 30, repaired: null });
    expect(await service.ask<InspectionDetails>(GetInspection, { inspectionId }, { tenantId })).toEqual({
      id: inspectionId,
      lineId,
      product: 'P-1',
      step: 'Final test',
      at,
      date: '2026-03-02',
      inspected: '540.000',
      firstPassGood: '522.000',
      defectiveUnits: '18.000',
      defects: 30,
      opportunities: null,
      reworked: '9.000',
      repaired: null,
      scrapped: '6.000',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    await make(RemoveInspection, { inspectionId });
    expect((await inspections()).map(({ id }) => id)).toEqual([other]);
    await expect(make(CorrectInspection, { inspectionId, defects: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await make(RecordInspection, { ...fixture, lineId })).toBe(inspectionId);
    expect(await inspections({ lineId })).toMatchObject([{ id: inspectionId, defects: 24, repaired: '3.000' }]);
  });

  it('of one line, product, step and time are there once, however many come together', async () => {
    const lineId = await line('A');
    const twice = [fixture, { ...fixture, product: 'p-1', step: 'FINAL TEST' }];
    const made = await Promise.allSettled(twice.map((each) => make(RecordInspection, { ...each, lineId })));
    expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(made.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'DUPLICATE', fields: [{ pointer: '/at' }] },
    });
    expect(await inspections()).toHaveLength(1);
  });

  it('belong to the business date of the shift that holds them, and are closed with it', async () => {
    const lineId = await line('A');
    const night = { name: 'Night', start: '18:00', end: '07:00', weekdays: [1, 2, 3, 4, 5, 6, 7] };
    await make(SetShiftCalendar, { validFrom: '2026-01-01', shifts: [night] });
    const inNight = { ...told, at: '2026-03-03T03:00:00.000Z' };
    await make(RecordInspection, { ...inNight, lineId });
    await make(RecordInspection, inNight);
    expect((await inspections()).map(({ date }) => date)).toEqual(['2026-03-02', '2026-03-02']);
    await make(SetKpiPeriod, { lineId, through: '2026-03-02', reason: 'Reported' });
    const again = { ...inNight, step: 'AOI' };
    await expect(service.ask(RecordInspection, { ...again, lineId }, counter())).rejects.toMatchObject({
      code: 'PERIOD_CLOSED',
    });
    expect(await inspections()).toHaveLength(2);
    await service.ask(RecordInspection, again, counter());
    await make(RecordInspection, { ...again, lineId });
    expect(await inspections({ step: 'aoi' })).toHaveLength(2);
  });

  it('give their figures, with the standard of their date, as of any moment and as it was known', async () => {
    const lineId = await line('A', { area: 'Filling' });
    const standard = { product: 'p-1', runSeconds: '1.000000' };
    await make(SetProductStandard, { ...standard, validFrom: '2026-01-01', opportunities: 5 });
    await make(SetProductStandard, { ...standard, validFrom: '2026-03-03', opportunities: 10 });
    const inspectionId = await make(RecordInspection, { ...fixture, lineId });
    await make(RecordInspection, { ...fixture, lineId, at: '2026-03-03T10:00:00.000Z' });
    const kpis: Kpi[] = ['first_pass_yield', 'rolled_yield', 'ppm', 'dpmo', 'recovery'];
    const before = ['96.67', '96.67', '33333.33', '5925.93', '66.67'];
    expect(await figures(inspectionSource, kpis)).toEqual(before);
    const { updatedAt: knownAt } = await service.ask<InspectionDetails>(GetInspection, { inspectionId }, { tenantId });
    const later =
      (await inspections())
        .map(({ updatedAt }) => updatedAt)
        .toSorted()
        .at(-1) ?? knownAt;
    expect(await figures(inspectionSource, ['dpmo'], { asOf: at })).toEqual(['8888.89']);
    await make(CorrectInspection, { inspectionId, firstPassGood: '512.000', defectiveUnits: '28.000', defects: 48 });
    await make(SetProductStandard, { ...standard, validFrom: '2026-03-03', opportunities: 20 });
    expect(await figures(inspectionSource, kpis, { knownAt: later })).toEqual(before);
    expect(await figures(inspectionSource, kpis)).toEqual(['95.74', '95.74', '42592.59', '5333.33', '66.67']);
    await make(RemoveInspection, { inspectionId });
    expect(await figures(inspectionSource, ['dpmo'])).toEqual(['2222.22']);
    expect(await figures(inspectionSource, kpis, { knownAt: later })).toEqual(before);
  });

  it('are grouped and passed over by line, area and product', async () => {
    const [one, other] = [await line('A', { area: 'Filling' }), await line('B')];
    await make(RecordInspection, { ...fixture, lineId: one });
    await make(RecordInspection, { ...fixture, lineId: other, product: 'P-2', step: 'AOI' });
    const groups = async (filters: KpiQuestion['filters']) =>
      (await answer(inspectionSource, { filters })).cells.map(({ group }) => group);
    const first = { line: one, product: 'P-1', area: 'Filling', step: 'Final test' };
    const second = { line: other, product: 'P-2', area: null, step: 'AOI' };
    expect(await groups({})).toEqual(expect.arrayContaining([first, second]));
    expect(await groups({ line: one })).toEqual([first]);
    expect(await groups({ area: 'filling' })).toEqual([first]);
    expect(await groups({ product: 'p-2' })).toEqual([second]);
  });

  it('are the lineage of their figures, by date and line, with the standards that counted', async () => {
    const lineId = await line('A', { area: 'Filling' });
    const standard = { product: 'p-1', runSeconds: '1.000000', opportunities: 5 };
    await make(SetProductStandard, { ...standard, validFrom: '2026-01-01' });
    await make(RecordInspection, { ...fixture, lineId });
    await make(RecordInspection, { ...fixture, lineId, step: 'AOI', opportunities: 7 });
    await make(RecordInspection, { ...fixture, at: '2026-03-03T10:00:00.000Z', product: 'P-2' });
    await make(RecordInspection, { ...told, at: '2026-03-03T11:00:00.000Z', lineId, defects: 2 });
    for (const groupBy of ['line', 'product', 'area', 'step', 'line,product,step']) {
      await expectTraced(service, { tenantId }, { from: '2026-03-01', to: '2026-03-31', groupBy, grain: 'week' }, 1);
    }
    const asked = { from: '2026-03-02', to: '2026-03-03', kpi: 'rolled_yield,dpmo,sigma', lineId };
    const parts = await expectTraced(service, { tenantId }, { ...asked, grain: 'day' });
    expect(parts[0]).toMatchObject({
      date: '2026-03-02',
      lineCode: 'A',
      inspections: [
        { step: 'AOI', opportunities: 7 },
        { step: 'Final test', defects: 24, opportunities: null },
      ],
      standards: [{ product: 'P-1', validFrom: '2026-01-01', opportunities: 5 }],
      steps: [
        { step: 'aoi', inspected: '540', good: '522' },
        { step: 'final test', inspected: '540', good: '522' },
      ],
    });
  });
});

describe('deliveries', () => {
  const terms = { order: 'SO-1', firstPromisedOn: '2026-03-10', ordered: '5.000' };
  const deliveries = (filters: object = {}) => list<DeliveryDetails>(ListDeliveries, filters);
  const lines = async (filters: object) => (await deliveries(filters)).map((each) => each.line ?? '').toSorted();

  it('are recorded, corrected and removed, and found as they are', async () => {
    const deliveryId = await make(RecordDelivery, { ...terms, line: '10' });
    await make(RecordDelivery, { ...terms, line: '20', deliveredAt: '2026-03-10T22:30:00.000Z' });
    await make(RecordDelivery, { ...terms, line: '30', deliveredAt: '2026-03-10T23:30:00.000Z', delivered: '4.000' });
    await make(RecordDelivery, { ...terms, line: '40', firstPromisedOn: '2126-03-10' });
    expect(await lines({ order: 'so-1', to: '2026-03-10' })).toEqual(['10', '20', '30']);
    expect(await lines({ open: true })).toEqual(['10', '40']);
    expect(await lines({ late: true })).toEqual(['10', '30']);
    expect(await lines({ late: false, from: '2026-03-11' })).toEqual(['40']);
    await make(CorrectDelivery, { deliveryId, deliveredAt: '2026-03-12T10:00:00.000Z', justified: 'Strike' });
    expect(await service.ask<DeliveryDetails>(GetDelivery, { deliveryId }, { tenantId })).toEqual({
      id: deliveryId,
      order: 'SO-1',
      line: '10',
      requestedOn: null,
      lastPromisedOn: null,
      firstPromisedOn: '2026-03-10',
      deliveredAt: '2026-03-12T10:00:00.000Z',
      deliveredOn: '2026-03-12',
      ordered: '5.000',
      delivered: '5.000',
      justified: 'Strike',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    await make(RemoveDelivery, { deliveryId });
    expect(await lines({})).toEqual(['20', '30', '40']);
    await expect(make(CorrectDelivery, { deliveryId, ordered: '1.000' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of one order and line are there once', async () => {
    await make(RecordDelivery, terms);
    await make(RecordDelivery, { ...terms, line: '10' });
    await expect(make(RecordDelivery, { ...terms, order: 'so-1', line: '10' })).rejects.toMatchObject({
      code: 'DUPLICATE',
      fields: [{ pointer: '/line' }],
    });
    await expect(make(RecordDelivery, terms)).rejects.toMatchObject({ code: 'DUPLICATE' });
    expect(await deliveries()).toHaveLength(2);
  });

  it('of a closed period are refused, and nothing is recorded', async () => {
    await make(SetKpiPeriod, { through: '2026-03-31', reason: 'Reported' });
    const made = { ...terms, deliveredAt: '2026-03-31T20:00:00.000Z' };
    await expect(service.ask(RecordDelivery, made, counter())).rejects.toMatchObject({ code: 'PERIOD_CLOSED' });
    expect(await deliveries()).toEqual([]);
    await service.ask(RecordDelivery, { ...made, deliveredAt: '2026-03-31T22:00:00.000Z' }, counter());
    expect(await deliveries()).toMatchObject([{ deliveredOn: '2026-04-01' }]);
  });

  it('give their figures, against each promise, as of any moment and as it was known', async () => {
    const kpis: Kpi[] = ['otd_gross', 'otd_net', 'otd_true'];
    const deliveredAt = '2026-03-12T10:00:00.000Z';
    const late = await make(RecordDelivery, { ...terms, line: '10', lastPromisedOn: '2026-03-12', deliveredAt });
    await make(RecordDelivery, { ...terms, line: '20', deliveredAt: '2026-03-09T10:00:00.000Z' });
    await make(RecordDelivery, { ...terms, order: 'SO-2', deliveredAt: '2026-03-10T10:00:00.000Z' });
    await make(RecordDelivery, { ...terms, order: 'SO-3', deliveredAt: '2026-02-10T10:00:00.000Z' });
    const before = ['66.67', '66.67', '50.00'];
    expect(await figures(deliverySource, kpis)).toEqual(before);
    expect(await figures(deliverySource, kpis, { against: 'last' })).toEqual(['100.00', '100.00', '100.00']);
    const knownAt =
      (await deliveries())
        .map(({ updatedAt }) => updatedAt)
        .toSorted()
        .at(-1) ?? '';
    await make(CorrectDelivery, { deliveryId: late, justified: 'Strike' });
    expect(await figures(deliverySource, kpis)).toEqual(['66.67', '100.00', '50.00']);
    expect(await figures(deliverySource, kpis, { knownAt })).toEqual(before);
    const asOf = '2026-03-09T23:00:00.000Z';
    expect(await figures(deliverySource, kpis, { asOf })).toEqual(['100.00', '100.00', null]);
    await make(RemoveDelivery, { deliveryId: late });
    expect(await figures(deliverySource, kpis)).toEqual(['100.00', '100.00', '100.00']);
  });

  it('that are overdue count in each bucket, and once in the total; by order each has its own', async () => {
    await make(RecordDelivery, { ...terms, deliveredAt: '2026-03-18T10:00:00.000Z' });
    await make(RecordDelivery, { ...terms, order: 'SO-2', deliveredAt: '2026-03-10T10:00:00.000Z' });
    const weeks = await answer(deliverySource, { grain: 'week' });
    expect(weeks.cells.map(({ date, sums }) => [date, value('otd_gross', sums)])).toEqual([
      ['2026-03-09', '50.00'],
      ['2026-03-16', '0.00'],
    ]);
    expect(weeks.total && value('otd_gross', weeks.total)).toBe('50.00');
    const orders = await answer(deliverySource, { grain: 'total', groupBy: ['order'] });
    expect(orders.cells.map(({ group, sums }) => [group.order, value('otd_gross', sums)])).toEqual([
      ['SO-1', '0.00'],
      ['SO-2', '100.00'],
    ]);
  });

  it('are the lineage of their figures, by order, with what each line counted as', async () => {
    await make(RecordDelivery, { ...terms, line: '10', deliveredAt: '2026-03-12T10:00:00.000Z', justified: 'Strike' });
    await make(RecordDelivery, { ...terms, line: '20', deliveredAt: '2026-03-09T10:00:00.000Z', delivered: '4.000' });
    await make(RecordDelivery, { ...terms, order: 'SO-2' });
    await make(RecordDelivery, { ...terms, order: 'SO-3', deliveredAt: '2026-02-10T10:00:00.000Z' });
    const asked = { from: '2026-03-01', to: '2026-03-31', kpi: 'otd_gross,otd_net,otd_true' };
    await expectTraced(service, { tenantId }, { ...asked, grain: 'week', groupBy: 'order' }, 1);
    await expectTraced(service, { tenantId }, { ...asked, grain: 'week', against: 'last' }, 1);
    const parts = await expectTraced(service, { tenantId }, { ...asked, kpi: 'otd_true' });
    expect(parts.slice(0, 2)).toMatchObject([
      {
        date: null,
        deliveries: [
          { order: 'SO-1', line: '10', dueOn: '2026-03-10', judged: 'justified', complete: true },
          { order: 'SO-1', line: '20', judged: 'on_time', complete: false },
        ],
      },
      { deliveries: [{ order: 'SO-2', line: null, judged: 'overdue', complete: false }] },
    ]);
  });
});
