import fc from 'fast-check';
import type { Created } from '#contracts/created';
import { CorrectProduction } from '#contracts/kpi/correct-production';
import { CorrectStop } from '#contracts/kpi/correct-stop';
import { CreateLine } from '#contracts/kpi/create-line';
import { CreateStopReason } from '#contracts/kpi/create-stop-reason';
import { EditProduction, type ProductionBatch, type ProductionEdit } from '#contracts/kpi/edit-production';
import { GetKpis, type KpiItem, type KpiTotals } from '#contracts/kpi/get-kpis';
import { RecordProduction } from '#contracts/kpi/record-production';
import { RecordStop } from '#contracts/kpi/record-stop';
import { RemoveProduction } from '#contracts/kpi/remove-production';
import { RemoveStop } from '#contracts/kpi/remove-stop';
import { SetProductStandard } from '#contracts/kpi/set-product-standard';
import { SetShiftCalendar } from '#contracts/kpi/set-shift-calendar';
import { UndoProductionBatch } from '#contracts/kpi/undo-production-batch';
import { decimalUnits } from '#contracts/values/amounts';
import { csvLine } from '#contracts/values/csv';
import { SUM_PLACES } from '../figure/sums';
import { TestKpi } from '../kpi.fixture';
import { TestUploads } from '../upload/upload.fixture';
import { expectTraced } from './followed.fixture';

/** What holds for any days of entries and stops, over the running service. */

let service: TestKpi;

beforeAll(async () => {
  service = await TestKpi.open();
});
afterAll(() => service.close());

const DATES = ['2026-03-02', '2026-03-03', '2026-03-04'] as const;
const PERIOD = { from: DATES[0], to: DATES[2] };
const LATER = '2026-03-09T00:00:00.000Z';
const at = (date: string, minute: number) =>
  new Date(Date.parse(`${date}T00:00:00.000Z`) + minute * 60_000).toISOString();

/** Two lines with two shifts a day; of `P-3` no standard is known. */
class Plant {
  readonly entries: { readonly id: string; readonly product: string }[] = [];
  readonly stops: string[] = [];
  /** A stop is told once. */
  readonly stopsTold = new Set<string>();

  private constructor(
    readonly tenantId: string,
    readonly lines: readonly string[],
  ) {}

  static async open(): Promise<Plant> {
    const tenantId = await service.organization('UTC');
    const make = async (contract: new () => object, command: object) =>
      (await service.ask<Created>(contract, command, { tenantId })).id;
    const lines = [await make(CreateLine, { code: 'A', name: 'A' }), await make(CreateLine, { code: 'B', name: 'B' })];
    const weekdays = [1, 2, 3, 4, 5, 6, 7];
    const breaks = [{ start: '09:00', end: '09:30' }];
    const early = { name: 'Early', start: '06:00', end: '14:00', breaks, weekdays };
    await make(SetShiftCalendar, {
      validFrom: '2026-01-01',
      shifts: [early, { name: 'Late', start: '14:00', end: '22:00', weekdays }],
    });
    for (const product of ['P-1', 'P-2']) {
      await make(SetProductStandard, { product, runSeconds: '45', labourHours: '0.15', validFrom: '2026-01-01' });
    }
    await make(CreateStopReason, { code: 'JAM', name: 'Jam', class: 'breakdown' });
    await make(CreateStopReason, { code: 'SETUP', name: 'Setup', class: 'setup' });
    return new Plant(tenantId, lines);
  }

  ask<Answer extends object>(contract: new () => object, payload: object): Promise<Answer> {
    return service.ask<Answer>(contract, payload, { tenantId: this.tenantId });
  }

  async figures(query: object = {}) {
    return this.ask<KpiTotals & { readonly items: readonly KpiItem[] }>(GetKpis, { ...PERIOD, asOf: LATER, ...query });
  }

  /** The figures while an upload counts, which is then reverted. */
  async uploaded(csv: string): Promise<unknown> {
    const uploads = new TestUploads(service, this.tenantId);
    try {
      const first = await uploads.run(csv);
      expect(first.faults).toEqual([]);
      await service.caughtUp();
      const between = await this.shown();
      const again = await uploads.run(csv);
      expect([again.effects, again.faults]).toEqual([[], []]);
      await service.caughtUp();
      expect(await this.shown()).toEqual(between);
      await uploads.reverted(first.id);
      await service.caughtUp();
      return between;
    } finally {
      await uploads.stop();
    }
  }

  /** All figures of lines, as texts, without the moments at which they were asked for. */
  async shown(): Promise<unknown> {
    const answers = [
      await this.figures({ grain: 'day', groupBy: 'line,shift' }),
      await this.figures({ grain: 'total', groupBy: 'product,order' }),
    ];
    return answers.map(({ items, totals }) => [...items.flatMap(({ values }) => values), ...totals].map(({ lineage: _, ...figure }) => figure)); // prettier-ignore
  }
}

interface DrawnEntry {
  readonly line: number;
  readonly date: string;
  readonly shift: string | null;
  readonly from: number;
  readonly minutes: number;
  readonly product: string;
  readonly good: number;
  readonly scrap: number;
  readonly people: number | null;
}

const minute = fc.integer({ min: 0, max: 1_439 });
const entry: fc.Arbitrary<DrawnEntry> = fc.record({
  line: fc.nat(1),
  date: fc.constantFrom(...DATES),
  shift: fc.constantFrom('Early', 'Late', null),
  from: minute,
  minutes: fc.integer({ min: 1, max: 900 }),
  product: fc.constantFrom('P-1', 'P-2', 'P-3'),
  good: fc.nat(500),
  scrap: fc.nat(20),
  people: fc.constantFrom(null, 2, 5),
});
const stop = fc.record({
  line: fc.nat(1),
  date: fc.constantFrom(...DATES),
  from: minute,
  minutes: fc.integer({ min: 1, max: 2_000 }),
  reason: fc.constantFrom('JAM', 'SETUP', undefined),
});

function toldEntry({ lines }: Plant, { line, date, shift, from, minutes, people, good, scrap, product }: DrawnEntry) {
  const time = shift === null ? { from: at(date, from), to: at(date, from + minutes) } : { date, shift };
  const output = { product, good: String(good), scrap: String(scrap), ...(people !== null && { people }) };
  return { lineId: lines[line] ?? '', ...time, ...output };
}

/** `which`: of those that are there, by their place. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('entry' as const), entry }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('stop' as const), stop }) },
  fc.record({ do: fc.constantFrom('correct' as const, 'remove' as const, 'removeStop' as const), which: fc.nat(20) }),
);

async function take(plant: Plant, drawn: typeof step extends fc.Arbitrary<infer Step> ? Step : never): Promise<void> {
  const nth = <Each>(all: readonly Each[]) => ('which' in drawn ? all[drawn.which % all.length] : undefined);
  switch (drawn.do) {
    case 'entry': {
      const { id } = await plant.ask<Created>(RecordProduction, toldEntry(plant, drawn.entry));
      plant.entries.push({ id, product: drawn.entry.product });
      return;
    }
    case 'stop': {
      const { line, date, from, minutes, reason } = drawn.stop;
      const times = { from: at(date, from), to: at(date, from + minutes) };
      const stopTold = JSON.stringify([line, times.from, reason]);
      if (plant.stopsTold.has(stopTold)) return;
      plant.stopsTold.add(stopTold);
      const told = { lineId: plant.lines[line], ...times, ...(reason !== undefined && { reason }) };
      plant.stops.push((await plant.ask<Created>(RecordStop, told)).id);
      return;
    }
    case 'correct': {
      const found = nth(plant.entries);
      if (found) await plant.ask(CorrectProduction, { entryId: found.id, rework: '7', people: null });
      return;
    }
    case 'remove': {
      const found = nth(plant.entries);
      if (!found) return;
      plant.entries.splice(plant.entries.indexOf(found), 1);
      await plant.ask(RemoveProduction, { entryId: found.id });
      return;
    }
    case 'removeStop': {
      const stopId = nth(plant.stops);
      if (stopId === undefined) return;
      plant.stops.splice(plant.stops.indexOf(stopId), 1);
      await plant.ask(RemoveStop, { stopId });
    }
  }
}

/** What is done and taken back again. */
const detour = fc.record({
  by: fc.constantFrom('batch' as const, 'hand' as const, 'upload' as const),
  made: fc.array(entry, { minLength: 1, maxLength: 4 }),
  goods: fc.array(fc.nat(500), { minLength: 1, maxLength: 3 }),
});
type Detour = typeof detour extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Resolves with the figures in between. */
async function takeDetour(plant: Plant, { by, made, goods }: Detour): Promise<unknown> {
  const changed = plant.entries
    .slice(0, goods.length)
    .map(({ id, product }, n) => ({ id, product, good: String(goods[n]) }));
  switch (by) {
    case 'batch': {
      const [removed, ...more] = changed;
      const edits: ProductionEdit[] = [
        ...made.map((each) => ({ op: 'create' as const, ...toldEntry(plant, each) })),
        ...more.map(({ id, good }) => ({ op: 'change' as const, id, good })),
        ...(removed ? [{ op: 'remove' as const, id: removed.id }] : []),
      ];
      const { batchId, results } = await plant.ask<ProductionBatch>(EditProduction, { edits });
      expect(results.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
      const between = await plant.shown();
      await plant.ask(UndoProductionBatch, { batchId });
      return between;
    }
    case 'hand': {
      const [first = made[0] as DrawnEntry] = made;
      const { id: entryId } = await plant.ask<Created>(RecordProduction, toldEntry(plant, first));
      const { id: stopId } = await plant.ask<Created>(RecordStop, { lineId: plant.lines[0], from: at(DATES[0], 700.5), to: at(DATES[0], 720) }); // prettier-ignore
      const before = String(first.good);
      await plant.ask(CorrectProduction, { entryId, good: String(goods[0]) });
      await plant.ask(CorrectStop, { stopId, to: at(DATES[0], 2_000), reason: 'JAM' });
      const between = await plant.shown();
      await plant.ask(CorrectProduction, { entryId, good: before });
      await plant.ask(RemoveProduction, { entryId });
      await plant.ask(RemoveStop, { stopId });
      return between;
    }
    case 'upload': {
      const rows = made.map((each, n) => {
        const { lineId, product, good, scrap, ...told } = toldEntry(plant, each);
        const time = { date: '', shift: '', from: '', to: '', ...told };
        return ['', lineId, time.date, time.shift, time.from, time.to, product, `U-${n}`, good, scrap];
      });
      const ofEntries = changed.map(({ id, product, good }) => [id, '', '', '', '', '', product, '', good, '']);
      const heading = ['id', 'lineId', 'date', 'shift', 'from', 'to', 'product', 'order', 'good', 'scrap'];
      const csv = [heading, ...rows, ...ofEntries].map(csvLine).join('');
      return plant.uploaded(csv);
    }
  }
}

const unitsOf = (text: string) => decimalUnits(text, SUM_PLACES);

/** Numerators and denominators of the parts add up to those of the whole. */
async function expectSummed(plant: Plant, kpi: string, query: object): Promise<void> {
  const { items, totals } = await plant.figures({ kpi, ...query });
  for (const whole of totals) {
    const parts = items.flatMap(({ values }) => values.filter((each) => each.kpi === whole.kpi));
    for (const side of ['numerator', 'denominator'] as const) {
      const sum = parts.reduce((all, each) => all + unitsOf(each[side] ?? ''), 0n);
      expect([query, whole.kpi, side, sum]).toEqual([query, whole.kpi, side, unitsOf(whole[side] ?? '')]);
    }
  }
}

const OF_TIME = 'availability,effectiveness,oee_uncapped,technical_efficiency,setup_rate,mtbf,mttr';
const OF_OUTPUT = 'quality_ratio,scrap_ratio,final_yield,throughput,labour_efficiency';

it('of any days, what is taken back was never there, an upload counts once, parts sum to the whole, and rows are those that are built anew', async () => {
  const seen: (readonly [Plant, unknown])[] = [];
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 12 }),
      fc.array(detour, { minLength: 1, maxLength: 3 }),
      async (steps, detours) => {
        const plant = await Plant.open();
        for (const each of steps) await take(plant, each);
        const before = await plant.shown();
        for (const each of detours) {
          await takeDetour(plant, each);
          expect(await plant.shown()).toEqual(before);
        }
        for (const query of [
          { groupBy: 'line' },
          { groupBy: 'shift' },
          { grain: 'day' },
          { grain: 'shift', groupBy: 'line' },
        ]) {
          await expectSummed(plant, `${OF_TIME},${OF_OUTPUT}`, query);
        }
        await expectSummed(plant, OF_OUTPUT, { groupBy: 'product', grain: 'day' });
        const kpi = 'oee,labour_efficiency,throughput,mtbf';
        await expectTraced(service, { tenantId: plant.tenantId }, { ...PERIOD, asOf: LATER, groupBy: 'line', kpi }, 2);
        seen.push([plant, before]);
      },
    ),
    { numRuns: 6, endOnFailure: true },
  );
  await service.operations.rebuild('kpi.line-sums');
  await service.operations.rebuilt('kpi.line-sums', () => undefined);
  for (const [plant, before] of seen) expect(await plant.shown()).toEqual(before);
  expect(service.faults).toEqual([]);
}, 60_000);
