import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import type { Page } from '#contracts/declare/list-request';
import { CorrectProduction } from '#contracts/kpi/correct-production';
import { CreateLine } from '#contracts/kpi/create-line';
import { JudgeTargets } from '#contracts/kpi/judge-targets';
import type { KpiAlertRaised } from '#contracts/kpi/kpi-alert-events';
import { ListKpiAlerts, type KpiAlertDetails } from '#contracts/kpi/list-kpi-alerts';
import { ListKpiTargets, type KpiTargetDetails } from '#contracts/kpi/list-kpi-targets';
import { RecordProduction } from '#contracts/kpi/record-production';
import { SetKpiTarget } from '#contracts/kpi/set-kpi-target';
import { daysAfter } from '#contracts/values/local-date';
import { TestKpi } from '../kpi.fixture';
import { judgeTargetsJob } from './judge-targets.job';

let service: TestKpi;
let tenantId: string;

beforeAll(async () => {
  service = await TestKpi.open();
});
afterAll(() => service.close());
beforeEach(async () => {
  tenantId = await service.organization('UTC');
});

/** Tomorrow: then everything that a test records is known. */
const JUDGED = daysAfter(new Date().toISOString().slice(0, 10), 1);
const day = (index: number) => daysAfter(JUDGED, index);
const at = (date: string, time = '07:00') => `${date}T${time}:00.000Z`;

const ask = <Answer extends object>(contract: new () => object, payload: object, by: object = {}) =>
  service.ask<Answer>(contract, payload, { tenantId, ...by });
const make = async (contract: new () => object, payload: object, by: object = {}) =>
  (await ask<Created>(contract, payload, by)).id;

/** A day of a line, of which so many percent are good. */
const entry = (lineId: string, date: string, good: number, more: object = {}, by: object = {}) =>
  make(
    RecordProduction,
    { lineId, date, shift: 'Early', product: 'P-1', good: `${good}`, scrap: `${100 - good}`, ...more },
    by,
  );
const target = (lineId: string, alert: object, more: object = {}, now = at(day(-9))) =>
  make(
    SetKpiTarget,
    { kpi: 'quality_ratio', lineId, validFrom: day(-20), green: '90.00', amber: '80.00', alert, ...more },
    { now },
  );
const judge = (date = JUDGED) => ask<{ raised: number }>(JudgeTargets, {}, { now: at(date) });
const alerts = async (filters: object = {}) => {
  await service.caughtUp();
  return (await ask<Page<KpiAlertDetails>>(ListKpiAlerts, filters)).items;
};
const told = async () =>
  (await service.recordedOf('KpiAlertRaised'))
    .filter((each) => each.tenantId === tenantId)
    .map(({ data }) => (data as KpiAlertRaised).told);

it('are raised once, end, and come again with the next breach', async () => {
  const lineId = await make(CreateLine, { code: 'A', name: 'A' });
  const [reader, outsider] = [await service.user(tenantId), await service.user(tenantId, ['product_admin'])];
  await target(lineId, { grain: 'day', periods: 2, recipients: [reader, outsider] });
  const [set] = (await ask<Page<KpiTargetDetails>>(ListKpiTargets, {})).items;
  expect(set?.alert).toEqual({ grain: 'day', periods: 2, recipients: [reader, outsider] });
  await entry(lineId, day(-5), 50);
  const mended = await entry(lineId, day(-3), 70);
  expect(await judge()).toEqual({ raised: 1 });
  expect(await judge()).toEqual({ raised: 0 });
  expect(await alerts({ open: true, lineId })).toMatchObject([
    {
      kpi: 'quality_ratio',
      lineCode: 'A',
      periods: 2,
      from: day(-5),
      to: day(-3),
      value: '70.00',
      amber: '80.00',
      endedOn: null,
    },
  ]);
  expect(await told()).toEqual([[reader]]);
  await make(CorrectProduction, { entryId: mended, good: '400' });
  await entry(lineId, day(-2), 20);
  expect(await judge()).toEqual({ raised: 0 });
  expect(await alerts({ open: true })).toEqual([]);
  expect(await alerts({ open: false })).toMatchObject([{ endedOn: day(-3) }]);
  await entry(lineId, day(-1), 20);
  expect(await judge()).toEqual({ raised: 1 });
  expect((await alerts()).map(({ from, to }) => [from, to])).toEqual([
    [day(-2), day(-1)],
    [day(-5), day(-3)],
  ]);
});

it('are not raised of a past that a target is set for afterwards', async () => {
  const lineId = await make(CreateLine, { code: 'A', name: 'A' });
  for (const date of [day(-4), day(-3), day(-2)]) await entry(lineId, date, 10);
  await target(lineId, { grain: 'day', periods: 1 }, {}, at(day(-1)));
  expect(await judge()).toEqual({ raised: 0 });
  await entry(lineId, day(-1), 10);
  expect(await judge()).toEqual({ raised: 1 });
  expect(await alerts()).toMatchObject([{ from: day(-1), to: day(-1) }]);
  const other = { tenantId: await service.organization('UTC') };
  expect((await ask<Page<KpiAlertDetails>>(ListKpiAlerts, { lineId }, other)).items).toEqual([]);
  expect((await ask<Page<KpiAlertDetails>>(ListKpiAlerts, {}, other)).items).toEqual([]);
  expect(await told()).toEqual([null]);
});

it('are looked for each morning by the clocks of the organisation, once whoever asks again', async () => {
  const lineId = await make(CreateLine, { code: 'A', name: 'A', area: 'Filling' });
  await entry(lineId, day(-1), 10);
  await make(
    SetKpiTarget,
    {
      kpi: 'quality_ratio',
      area: 'filling',
      validFrom: day(-20),
      green: '90.00',
      amber: '80.00',
      alert: { grain: 'day', periods: 1 },
    },
    { now: at(day(-9)) },
  );
  const organizations = [{ id: tenantId, timeZone: 'UTC' }];
  const now = at(day(0), '06:50');
  const jobs = await service.runJobs({ jobs: [judgeTargetsJob], now, organizations });
  try {
    await jobs.at(at(day(1), '07:01'), judgeTargetsJob, 1);
  } finally {
    await jobs.stop();
  }
  expect(await alerts()).toMatchObject([{ area: 'filling', lineId: null, value: '10.00' }]);
  expect(await judge(day(1))).toEqual({ raised: 0 });
});

it('end when their target raises alerts no more, and the next breach is told', async () => {
  const lineId = await make(CreateLine, { code: 'A', name: 'A' });
  const alert = { grain: 'day', periods: 1 };
  await target(lineId, alert);
  await entry(lineId, day(-1), 10);
  expect(await judge()).toEqual({ raised: 1 });
  await service.caughtUp();
  await target(lineId, alert, { alert: undefined }, at(JUDGED));
  expect(await judge(day(1))).toEqual({ raised: 0 });
  expect(await alerts({ open: true })).toEqual([]);
  expect(await alerts({ open: false })).toMatchObject([{ endedOn: JUDGED }]);
  await target(lineId, alert, {}, at(JUDGED));
  await entry(lineId, JUDGED, 10, {}, { now: at(JUDGED) });
  expect(await judge(day(1))).toEqual({ raised: 0 });
  await entry(lineId, day(1), 10, {}, { now: at(day(1)) });
  expect(await judge(day(2))).toEqual({ raised: 1 });
});

it('are of a product, and of an area, in whatever case it was told', async () => {
  const lineIds = [
    await make(CreateLine, { code: 'A', name: 'A', area: 'Filling' }),
    await make(CreateLine, { code: 'B', name: 'B', area: 'filling' }),
  ];
  const [one = '', other = ''] = lineIds;
  // Together 55 % of the product, of which one spelling has 10 %, the other 100 %.
  await entry(one, day(-1), 10, { product: 'P-1' });
  await entry(other, day(-1), 100, { product: 'p-1' });
  await entry(other, day(-1), 0, { product: 'P-2' });
  for (const scope of [{ product: 'P-1' }, { area: 'FILLING' }]) {
    await target('', { grain: 'day', periods: 1 }, { lineId: undefined, green: '99.00', amber: '98.00', ...scope });
  }
  expect(await judge()).toEqual({ raised: 2 });
  const found = (await alerts()).map(({ product, area, value }) => [product, area, value]);
  expect(new Set(found)).toEqual(
    new Set([
      ['P-1', null, '55.00'],
      [null, 'FILLING', '36.67'],
    ]),
  );
});

it('of the target of the organisation name each line that it judges, and not the total', async () => {
  const lineIds = new Map<string, string>();
  for (const code of ['A', 'B', 'C', 'D'])
    lineIds.set(code, await make(CreateLine, { code, name: code, ...(code === 'D' && { area: 'Filling' }) }));
  const of = (code: string) => lineIds.get(code) ?? '';
  const alert = { grain: 'day', periods: 1 };
  await target('', alert, { lineId: undefined });
  await target(of('C'), alert, { green: '20.00', amber: '10.00' });
  await target('', alert, { lineId: undefined, area: 'Filling', green: '60.00', amber: '55.00' });
  // Together they are 69.25 % good, red for the organisation; B is green, C by its own target, and D's area is red.
  for (const [code, good] of [['A', 70], ['B', 97], ['C', 60], ['D', 50]] as const) await entry(of(code), day(-1), good); // prettier-ignore
  expect(await judge()).toEqual({ raised: 2 });
  const found = async (filters: object = {}) =>
    new Set((await alerts(filters)).map(({ lineCode, area, value, amber }) => [lineCode, area, value, amber].join()));
  expect(await found()).toEqual(new Set(['A,,70.00,80.00', ',Filling,50.00,55.00']));
  expect(await judge()).toEqual({ raised: 0 });
  // From now on a target of its own judges the line: without an alert, so the one that lasts is over.
  await target(of('A'), alert, { alert: undefined });
  expect(await judge()).toEqual({ raised: 0 });
  expect(await found({ open: true })).toEqual(new Set([',Filling,50.00,55.00']));
});

it('are raised when the command is sent again that had no time for them', async () => {
  const lineId = await make(CreateLine, { code: 'A', name: 'A' });
  await target(lineId, { grain: 'day', periods: 1 });
  await entry(lineId, day(-1), 10);
  const same = { commandId: randomUUID(), now: at(JUDGED) };
  const late = ask(JudgeTargets, {}, { ...same, deadline: Date.now() + 1_000 });
  await expect(late).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(await alerts()).toEqual([]);
  expect(await ask(JudgeTargets, {}, same)).toEqual({ raised: 1 });
});
