import { ChangeStopReason } from '#contracts/kpi/change-stop-reason';
import { CorrectProduction } from '#contracts/kpi/correct-production';
import { CreateStopReason } from '#contracts/kpi/create-stop-reason';
import { EndStop } from '#contracts/kpi/end-stop';
import { GetKpiLineage, type FigureLineage } from '#contracts/kpi/get-kpi-lineage';
import { GetKpiLosses, type KpiLosses } from '#contracts/kpi/get-kpi-losses';
import { GetKpis, type KpiRow } from '#contracts/kpi/get-kpis';
import { GetStopPareto, type StopPareto } from '#contracts/kpi/get-stop-pareto';
import { RecordStop } from '#contracts/kpi/record-stop';
import { RemoveProduction } from '#contracts/kpi/remove-production';
import { SetKpiTarget } from '#contracts/kpi/set-kpi-target';
import { SetProductStandard } from '#contracts/kpi/set-product-standard';
import type { ShownFigure } from '#contracts/kpi/shown-figure';
import { commandContext } from '#libs/testing/command-context';
import { TestKpi } from '../kpi.fixture';
import { expectTraced, followed } from './followed.fixture';
import { DATE, at, lineRecords, shift, type KpiAnswer } from './line-records.fixture';

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
const shown = (figures: readonly ShownFigure[] = []) =>
  Object.fromEntries(figures.map(({ kpi, value, reason }) => [kpi, value ?? reason]));
const totals = async (query: object = {}) => shown((await ask(query)).totals);

it('are those of the worked day', async () => {
  const lineId = await worked();
  expect(await totals()).toMatchObject({
    availability: '88.24',
    effectiveness: '90.00',
    quality_ratio: '96.67',
    oee: '76.76',
    oee_uncapped: '76.76',
    nee: '80.18',
    technical_efficiency: '91.84',
    setup_rate: '4.26',
    scrap_ratio: '1.11',
    rework_ratio: '2.22',
    final_yield: '98.89',
    labour_efficiency: '97.83',
    labour_efficiency_scheduled: '90.00',
    mtbf: '3.92',
    mttr: '0.33',
  });
  const { items } = await ask({ grain: 'day', groupBy: 'line', kpi: 'oee' });
  expect(items).toMatchObject([
    { from: DATE, to: DATE, group: { lineId, lineCode: 'A', shift: null }, values: [{ kpi: 'oee', value: '76.76' }] },
  ]);
});

describe('of several lines', () => {
  let lines: { readonly long: string; readonly short: string };
  beforeEach(async () => {
    const [long, short] = [
      await line('L', { area: 'Filling' }),
      await line('S', { area: 'Filling', constraint: true }),
    ];
    lines = { long, short };
    await calendar([shift('06:00', '13:00')], { lineId: long });
    await calendar([shift('06:00', '08:00')], { lineId: short });
    await stop(long, '06:00', '06:42');
    await stop(short, '06:00', '07:00');
  });

  it('sum numerators and denominators, by every grain, and as a table', async () => {
    for (const grain of ['shift', 'day', 'week', 'month', 'year', 'total']) {
      const { items, totals: whole } = await ask({ grain, groupBy: 'line', kpi: 'availability' });
      expect(new Set(items.map(({ values }) => values[0]?.value))).toEqual(new Set(['50.00', '90.00']));
      expect(whole).toMatchObject([{ value: '81.11', numerator: '26280', denominator: '32400' }]);
    }
    const { items } = await service.ask<{ items: readonly KpiRow[] }>(
      GetKpis,
      { from: DATE, to: DATE, groupBy: 'line', kpi: 'availability', whole: true },
      { tenantId },
    );
    const rows = new Map(items.map(({ line: code, value }) => [code, value]));
    expect(rows).toEqual(
      new Map([
        ['L', '90.00'],
        ['S', '50.00'],
      ]),
    );
  });

  it('of an area are those of the line that stands for it', async () => {
    expect(await ask({ groupBy: 'area', kpi: 'availability' })).toMatchObject({
      items: [{ group: { area: 'Filling' }, values: [{ value: '50.00' }] }],
    });
    expect(await totals({ area: 'filling', kpi: 'availability' })).toEqual({ availability: '50.00' });
    expect(await totals({ lineId: lines.long, kpi: 'availability' })).toEqual({ availability: '90.00' });
    expect(await totals({ area: 'Packing', kpi: 'availability' })).toEqual({ availability: 'NO_TIME' });
  });

  it('of an area have the losses and the stops of the same line', async () => {
    const stopped = async (query: object) => {
      const asked = { from: DATE, to: DATE, ...query };
      const losses = await service.ask<KpiLosses>(GetKpiLosses, asked, { tenantId });
      const ranked = await service.ask<StopPareto>(GetStopPareto, asked, { tenantId });
      const lost = losses.items.find(({ loss }) => loss === 'other')?.minutes;
      return [lost, ...ranked.items.map(({ minutes, count }) => [minutes, count])];
    };
    expect(await stopped({ area: 'filling' })).toEqual(['60.00', ['60.00', 1]]);
    expect(await stopped({ area: 'filling', lineId: lines.long })).toEqual(['42.00', ['42.00', 1]]);
    expect(await stopped({})).toEqual(['102.00', ['102.00', 2]]);
  });

  it('of an area are none where the line that stands for it made nothing', async () => {
    const date = '2026-03-03';
    const standard = { product: 'P-1', runSeconds: '20', validFrom: '2026-01-01' };
    await make(SetProductStandard, standard);
    await entry(lines.long, { date, good: '100' });
    const of = { from: date, to: date, kpi: 'effectiveness' };
    expect((await ask({ ...of, groupBy: 'area' })).items).toEqual([]);
    expect((await ask({ ...of, groupBy: 'area,product' })).items).toEqual([]);
    expect((await ask({ ...of, groupBy: 'area', product: 'P-1' })).items).toEqual([]);
    expect(await totals({ ...of, area: 'filling' })).toEqual({ effectiveness: 'NO_TIME' });
    expect((await ask({ ...of, groupBy: 'line' })).items).toHaveLength(1);
  });

  it('of areas lead to the lines that count, and so do their totals', async () => {
    const { long, short } = lines;
    const [alone, packing] = [await line('N'), await line('P', { area: 'Packing' })];
    await calendar([shift('06:00', '10:00')]);
    await stop(alone, '06:00', '07:00');
    await stop(packing, '06:00', '08:00');
    for (const lineId of [long, short, alone, packing]) await entry(lineId, { good: '90', scrap: '10' });
    await make(SetProductStandard, { product: 'P-1', runSeconds: '20', validFrom: '2026-01-01' });
    const traced = async (query: object, limit?: number) => {
      const parts = await expectTraced(service, { tenantId }, { from: DATE, to: DATE, kpi: 'effectiveness', ...query }, limit); // prettier-ignore
      return new Set(parts.map(({ lineId }) => lineId));
    };
    for (const groupBy of ['area', 'area,product', 'area,line', 'area,shift']) {
      expect([groupBy, await traced({ groupBy }, 1)]).toEqual([groupBy, new Set([short, alone, packing])]);
    }
    expect(await traced({ area: 'filling' })).toEqual(new Set([short]));
    expect(await traced({ area: 'filling', groupBy: 'product' })).toEqual(new Set([short]));
    expect(await traced({ area: 'filling', groupBy: 'line' })).toEqual(new Set([long, short]));
    const { items, totals: whole } = await ask({ groupBy: 'area', kpi: 'availability' });
    const ofNone = items.find(({ group }) => group.area === null);
    const { parts } = await followed(service, { tenantId }, ofNone?.values[0]?.lineage ?? '');
    expect(parts.map(({ lineId }) => lineId)).toEqual([alone]);
    // 60 of 120, 180 of 240 and 120 of 240 minutes.
    expect(whole).toMatchObject([{ value: '60.00' }]);
  });

  it('come in pages of the moment of the first', async () => {
    const query = { grain: 'day', groupBy: 'line', kpi: 'availability', limit: 1 };
    const first = await ask(query);
    await stop(lines.long, '07:00', '08:00');
    await stop(lines.short, '07:00', '08:00');
    const { items, nextCursor } = await ask({ ...query, cursor: first.nextCursor });
    const values = [...first.items, ...items].map((item) => item.values[0]?.value);
    expect(new Set(values)).toEqual(new Set(['50.00', '90.00']));
    expect(nextCursor).toBeNull();
    await expect(ask({ ...query, kpi: 'oee', cursor: first.nextCursor })).rejects.toMatchObject({
      code: 'CURSOR_MISMATCH',
    });
  });

  it.each(['day', 'week', 'total'])(
    'in pages are those of the whole list, by grain %s, with its totals',
    async (grain) => {
      await stop(lines.long, '07:00', '08:00');
      for (const date of ['2026-02-26', '2026-03-01'])
        for (const lineId of Object.values(lines))
          await make(RecordStop, { lineId, from: at('06:00', date), to: at('07:00', date) });
      for (const groupBy of ['line', undefined]) {
        const query = { from: '2026-02-23', grain, groupBy, kpi: 'availability' };
        const all = await ask(query);
        const items = [];
        let cursor: string | null | undefined;
        do {
          const page: KpiAnswer = await ask({ ...query, limit: 1, cursor: cursor ?? undefined });
          expect(page.totals[0]?.numerator).toBe(all.totals[0]?.numerator);
          items.push(...page.items.map(({ from, group, values }) => [from, group.lineCode, values[0]?.numerator]));
          cursor = page.nextCursor;
        } while (cursor);
        expect(items).toEqual(all.items.map(({ from, group, values }) => [from, group.lineCode, values[0]?.numerator]));
      }
    },
  );

  it('are compared with the period before, bucket by bucket', async () => {
    await make(RecordStop, { lineId: lines.long, from: at('06:00', '2026-03-01'), to: at('09:30', '2026-03-01') });
    const { items, totals: whole } = await ask({ groupBy: 'line', kpi: 'availability', compare: 'previous' });
    const compared = new Map(items.map(({ group, values }) => [group.lineCode, values[0]?.compared]));
    expect(compared.get('L')).toEqual({
      from: '2026-03-01',
      to: '2026-03-01',
      value: '50.00',
      reason: null,
      change: '80.00',
    });
    expect(compared.get('S')).toMatchObject({ value: null, reason: 'NO_TIME', change: null });
    expect(whole).toMatchObject([{ compared: { value: '50.00', change: '62.22' } }]);
    const days = await ask({
      from: '2026-03-01',
      grain: 'day',
      groupBy: 'line',
      kpi: 'availability',
      compare: 'previous',
    });
    expect(days.items.map(({ from, group, values }) => [from, group.lineCode, values[0]?.compared])).toEqual(
      expect.arrayContaining([
        ['2026-03-01', 'L', expect.objectContaining({ from: '2026-02-28', value: null })],
        [DATE, 'L', { from: '2026-03-01', to: '2026-03-01', value: '50.00', reason: null, change: '80.00' }],
        [DATE, 'S', expect.objectContaining({ from: '2026-03-01', value: null })],
      ]),
    );
    // Weeks of this year are no weeks of the last one.
    const weeks = await ask({ grain: 'week', kpi: 'availability', compare: 'year' });
    expect(weeks.items[0]?.values[0]?.compared).toMatchObject({ from: '2025-03-02', to: '2025-03-02', value: null });
  });
});

describe('of products', () => {
  it('have the time that was shared out, and sum to the line', async () => {
    const lineId = await line('A');
    await calendar([shift('06:00', '12:18')]);
    await make(SetProductStandard, { product: 'P-1', runSeconds: '20', validFrom: '2026-01-01' });
    await make(SetProductStandard, { product: 'P-2', runSeconds: '18', validFrom: '2026-01-01' });
    await entry(lineId, { good: '500' });
    await entry(lineId, { product: 'P-2', good: '500' });
    const { items, totals: whole } = await ask({ groupBy: 'product', kpi: 'effectiveness,quality_ratio' });
    expect(items.map(({ group, values: [value] }) => [group.product, value?.value, value?.flags])).toEqual([
      ['P-1', '83.77', ['estimated']],
      ['P-2', '83.77', ['estimated']],
    ]);
    expect(whole).toMatchObject([{ value: '83.77', flags: [] }, { value: '100.00' }]);
    expect(await totals({ product: 'p-2', kpi: 'throughput,quality_ratio' })).toEqual({
      throughput: 'NO_TIME',
      quality_ratio: '100.00',
    });
  });
});

describe('at a moment', () => {
  it('an open stop counts up to it, on every day that it reaches, until it ends', async () => {
    const lineId = await line('A');
    await calendar([shift('08:00', '16:00')]);
    const opened = await stop(lineId, '10:00', undefined);
    const availability = async (query: object) =>
      (await ask({ kpi: 'availability', ...query })).totals.map(({ value, flags }) => [value, ...flags]);
    expect(await availability({ asOf: at('11:00') })).toEqual([['66.67', 'provisional']]);
    expect(await availability({ asOf: at('12:00', '2026-03-03'), to: '2026-03-03' })).toEqual([
      ['16.67', 'provisional'],
    ]);
    await make(EndStop, { stopId: opened, to: at('12:00') });
    expect(await availability({ to: '2026-03-03' })).toEqual([['75.00']]);
    expect(await availability({ asOf: at('11:00') })).toEqual([['66.67', 'provisional']]);
  });

  it('of knowledge the past stands: entries, standards and calendars of then', async () => {
    const lineId = await worked();
    const entryId = await entry(lineId, { good: '10' });
    const before = (await ask({ kpi: 'oee,effectiveness,quality_ratio' })) as KpiAnswer & { readonly asOf: string };
    const known = { knownAt: before.knownAt };
    await make(CorrectProduction, { entryId, good: '20' });
    await make(SetProductStandard, { product: 'P-1', runSeconds: '22', validFrom: '2026-01-01' });
    await calendar([shift('06:00', '16:00')]);
    const after = await ask({ kpi: 'oee,effectiveness,quality_ratio' });
    expect(after.totals.map(({ value }) => value)).not.toEqual(before.totals.map(({ value }) => value));
    expect(await ask({ kpi: 'oee,effectiveness,quality_ratio', asOf: before.asOf, ...known })).toEqual(before);
    await make(RemoveProduction, { entryId });
    expect(await totals({ kpi: 'quality_ratio' })).toEqual({ quality_ratio: '96.67' });
  });
});

it('know no more than what their rows show, say so, and are the same again at their own moment', async () => {
  const lineId = await line('A');
  await calendar([shift('06:00', '14:00')]);
  const reasonId = await make(CreateStopReason, { code: 'JAM', name: 'Jam', class: 'breakdown' });
  await stop(lineId, '07:00', '08:00', { reason: 'JAM' });
  const entryId = await entry(lineId, { good: '10', scrap: '10' });
  const asked = { from: DATE, to: DATE, kpi: 'quality_ratio,mttr' };
  const answered = async (query: object = {}) => {
    const { answer, stale } = await service.dispatch(GetKpis, { ...asked, ...query }, commandContext({ tenantId }));
    return { ...(answer as KpiAnswer & { readonly asOf: string; readonly knownAt: string }), stale };
  };
  const before = await ask(asked);
  await service.operations.pause('kpi.line-sums');
  await make(ChangeStopReason, { reasonId, class: 'setup' });
  const changed = new Date().toISOString();
  await make(CorrectProduction, { entryId, good: '20' });
  const behind = await answered();
  await service.operations.resume('kpi.line-sums');
  expect(shown(behind.totals)).toEqual(shown(before.totals));
  expect(behind).toMatchObject({ stale: true, totals: [{ value: '50.00' }, { value: '1.00' }] });
  expect(behind.knownAt < changed && behind.asOf === behind.knownAt).toBe(true);
  expect(await totals(asked)).toEqual({ quality_ratio: '66.67', mttr: 'NO_FAILURES' });
  const { asOf, knownAt, totals: figures } = behind;
  const again = await answered({ asOf, knownAt });
  expect([again.totals, again.stale]).toEqual([figures, undefined]);
  for (const { lineage, value } of figures) {
    const { figure } = await service.ask<FigureLineage>(GetKpiLineage, { lineage }, { tenantId });
    expect(figure.value).toBe(value);
  }
  const later = await answered({ knownAt: new Date(Date.now() + 60_000).toISOString() });
  expect(later.knownAt <= new Date().toISOString()).toBe(true);
});

it('are judged by the target of their time and of the narrowest scope', async () => {
  const lineId = await worked();
  const target = (more: object) => make(SetKpiTarget, { kpi: 'oee', validFrom: '2026-01-01', ...more });
  await target({ green: '75.00', amber: '70.00' });
  expect((await ask({ kpi: 'oee' })).totals).toMatchObject([
    { status: 'green', target: { green: '75.00', amber: '70.00' } },
  ]);
  await target({ green: '80.00', amber: '75.00', lineId });
  const { items, totals: whole } = await ask({ kpi: 'oee', groupBy: 'line' });
  expect(items).toMatchObject([{ values: [{ status: 'amber' }] }]);
  expect(whole).toMatchObject([{ status: 'green' }]);
  await target({ green: '90.00', amber: '80.00', lineId, validFrom: '2026-03-03' });
  expect((await ask({ kpi: 'oee', lineId })).totals).toMatchObject([{ status: 'amber' }]);
});

it('are made by the version that is asked for', async () => {
  await worked();
  expect((await ask({ kpi: 'oee', formulas: 'oee@1' })).totals).toMatchObject([{ formula: 'oee@1', value: '76.76' }]);
  await expect(ask({ formulas: 'oee@9' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  await expect(ask({ kpi: 'nee', formulas: 'oee@1' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
});

it('are refused where a grouping or a filter does not fit them', async () => {
  const refused = (query: object) => expect(ask(query)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  await refused({ kpi: 'oee', groupBy: 'product' });
  await refused({ kpi: 'oee', product: 'P-1' });
  await refused({ groupBy: 'line,job' });
  await refused({ from: '2026-03-03', to: DATE });
});
