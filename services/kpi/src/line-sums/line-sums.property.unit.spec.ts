import fc from 'fast-check';
import { event, type DomainEvent } from '#contracts/declare/event';
import { STOP_CLASSES } from '#contracts/kpi/kpi-words';
import {
  ProductionCorrected,
  ProductionRecorded,
  ProductionRemoved,
  type ProductionOutput,
} from '#contracts/kpi/production-events';
import { ProductStandardSet } from '#contracts/kpi/product-standard-events';
import { ShiftCalendarSet, ShiftExceptionSet } from '#contracts/kpi/shift-calendar-events';
import { StopCorrected, StopEnded, StopRecorded, StopRemoved, type LineStop } from '#contracts/kpi/stop-events';
import { StopReasonChanged, StopReasonCreated } from '#contracts/kpi/stop-reason-events';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { daysAfter } from '#contracts/values/local-date';
import { type FoldedRows, foldingBatches, recordedEvent } from '#libs/testing/folding';
import { GIVEN } from '#libs/testing/given-when-then';
import { lineDay, lineDaySums } from '../figure/line-day';
import { sumOf, total } from '../figure/sums';
import { output } from '../line-day/line-day.fixture';
import { outputOf, standardOf } from '../time/entry';
import { linePlan } from '../time/planned-shifts';
import { LINE_SUMS, LineDayRow } from './line-sums.entity';
import { lineSumsProjection } from './line-sums.projection';

const LINE = GIVEN.newId('line');
const REASON = GIVEN.newId('reason');
const DATES = [0, 1, 2, 3].map((day) => daysAfter('2026-01-20', day));
const MIDNIGHT = Date.parse('2026-01-20T00:00:00.000Z');
const at = (minute: number) => new Date(MIDNIGHT + minute * 60_000).toISOString();

const weekdays = [1, 2, 3, 4, 5, 6, 7];
const CALENDARS = [
  [
    { name: 'early', start: '06:00', end: '14:00', breaks: [{ start: '09:00', end: '09:20' }], weekdays },
    { name: 'night', start: '22:00', end: '05:00', breaks: [], weekdays },
  ],
  [{ name: 'early', start: '05:00', end: '13:00', breaks: [], weekdays }],
];
const setting = { calendarId: GIVEN.newId('calendar'), lineId: null, validFrom: '2026-01-01', before: null };

/** What is there in the end, of a history that is drawn. */
interface World {
  readonly events: DomainEvent[];
  readonly entries: Map<string, { readonly home: string; readonly output: ProductionOutput }>;
  readonly stops: Map<string, { readonly home: string; readonly stop: LineStop }>;
  calendar: number;
  closed: boolean;
  runSeconds: string;
  of: (typeof STOP_CLASSES)[number];
}

type Step = readonly [what: number, which: number, from: number, length: number];
const step = fc.tuple(fc.nat(9), fc.nat(3), fc.nat(4 * 1_440), fc.integer({ min: 1, max: 2_000 }));

const ofDay = (home: string) => ({ lineId: LINE, date: home, batchId: null });
const homeOf = (minute: number) => DATES[Math.min(3, Math.floor(minute / 1_440))] as string;

/** Each step is turned into an event that can happen then. */
function lived(steps: readonly Step[]): World {
  const world: World = {
    events: [
      event(OrganizationCreated, {
        organizationId: GIVEN.tenantId,
        slug: 'works',
        name: 'Works',
        type: 'company',
        timeZone: 'UTC',
        currency: 'EUR',
        tier: 'free',
        limits: { employees: 1, users: 1, requestsPerMinute: null },
      }),
      event(StopReasonCreated, { reasonId: REASON, code: 'JAM', name: 'Jam', class: 'breakdown' }),
      event(ShiftCalendarSet, { ...setting, shifts: CALENDARS[0] ?? [] }),
    ],
    entries: new Map(),
    stops: new Map(),
    calendar: 0,
    closed: false,
    runSeconds: '0.000000',
    of: 'breakdown',
  };
  for (const each of steps) world.events.push(...stepIn(world, each));
  for (const [stopId, { home, stop }] of world.stops) {
    if (stop.to === null) world.events.push(...ended(world, { stopId, home, stop, length: 30 }));
  }
  return world;
}

function stepIn(world: World, [what, which, from, length]: Step): DomainEvent[] {
  const entryId = GIVEN.newId(`entry ${which}`);
  const stopId = GIVEN.newId(`stop ${which}`);
  const entry = world.entries.get(entryId);
  const stop = world.stops.get(stopId);
  switch (what) {
    case 0:
    case 1: {
      const home = entry?.home ?? homeOf(from);
      // A correction keeps the start: an entry stays in the stream of its day.
      const start = entry ? entry.output.from : what === 1 ? at(from) : null;
      const end = start === null ? null : new Date(Date.parse(start) + length * 60_000).toISOString();
      const shift = start === null ? 'early' : null;
      const after = { ...output, shift, from: start, to: end, good: `${length}.000` };
      world.entries.set(entryId, { home, output: after });
      if (!entry) return [event(ProductionRecorded, { ...ofDay(home), entryId, output: after, source: 'single' })];
      return [event(ProductionCorrected, { ...ofDay(home), entryId, output: after, before: entry.output })];
    }
    case 2:
      if (!entry) return [];
      world.entries.delete(entryId);
      return [event(ProductionRemoved, { ...ofDay(entry.home), entryId, before: entry.output })];
    case 3:
    case 4: {
      if (stop) return [];
      const to = what === 3 ? at(from + length) : null;
      const made = { from: at(from), to, reasonId: length % 2 === 0 ? REASON : null, note: null };
      world.stops.set(stopId, { home: homeOf(from), stop: made });
      return [event(StopRecorded, { ...ofDay(homeOf(from)), stopId, stop: made })];
    }
    case 5:
      if (!stop) return [];
      if (stop.stop.to === null) return ended(world, { stopId, ...stop, length });
      return corrected(world, { stopId, ...stop, length });
    case 6:
      if (!stop) return [];
      world.stops.delete(stopId);
      return [event(StopRemoved, { ...ofDay(stop.home), stopId, before: stop.stop })];
    case 7:
      world.calendar = which % 2;
      return [event(ShiftCalendarSet, { ...setting, shifts: CALENDARS[world.calendar] ?? [], before: null })];
    case 8: {
      world.closed = which % 2 === 0;
      const exceptionId = GIVEN.newId('exception');
      const shifts = world.closed ? [] : null;
      return [event(ShiftExceptionSet, { exceptionId, lineId: null, date: '2026-01-21', shifts, before: null })];
    }
    default: {
      world.runSeconds = `${length}.500000`;
      world.of = which % 2 === 0 ? 'setup' : 'breakdown';
      const values = { runSeconds: world.runSeconds, labourHours: null, unitsPerPack: null, opportunities: null };
      const ofProduct = { standardId: GIVEN.newId('standard'), product: 'p-1', lineId: null, validFrom: '2026-01-01' };
      return [
        event(ProductStandardSet, { ...ofProduct, ...values, before: null }),
        event(StopReasonChanged, { reasonId: REASON, code: 'JAM', name: 'Jam', class: world.of }),
      ];
    }
  }
}

interface StopStep {
  readonly stopId: string;
  readonly home: string;
  readonly stop: LineStop;
  readonly length: number;
}

function ended(world: World, { stopId, home, stop, length }: StopStep): DomainEvent[] {
  const to = new Date(Date.parse(stop.from) + length * 60_000).toISOString();
  world.stops.set(stopId, { home, stop: { ...stop, to } });
  return [event(StopEnded, { ...ofDay(home), stopId, to })];
}

function corrected(world: World, { stopId, home, stop, length }: StopStep): DomainEvent[] {
  const after = { ...stop, to: new Date(Date.parse(stop.from) + length * 60_000).toISOString() };
  world.stops.set(stopId, { home, stop: after });
  return [event(StopCorrected, { ...ofDay(home), stopId, stop: after, before: stop })];
}

const END = MIDNIGHT + 30 * 86_400_000;

/** The sums of a date from what is there in the end: every stop and entry of the line is looked at. */
function naive(date: string, world: World): Record<string, bigint> {
  const rows = [{ lineId: null, validFrom: '2026-01-01', shifts: CALENDARS[world.calendar] ?? [] }];
  const exceptions = world.closed ? [{ lineId: null, date: '2026-01-21', shifts: [] }] : [];
  const plan = linePlan({ rows, exceptions }, LINE, 'UTC');
  const stops = [...world.stops].map(([id, { stop }]) => {
    const span = { id, from: Date.parse(stop.from), to: Date.parse(stop.to ?? '') };
    return stop.reasonId === null
      ? { ...span, reason: null, class: 'other' as const }
      : { ...span, reason: 'JAM', class: world.of };
  });
  const entries = [...world.entries].map(([id, { home, output: told }]) => ({
    id,
    date: told.from === null ? home : told.from.slice(0, 10),
    shift: told.shift,
    product: told.product,
    order: null,
    ...outputOf(told),
    run: told.from === null ? null : { from: Date.parse(told.from), to: Date.parse(told.to ?? '') },
    people: null,
    hours: null,
  }));
  const shifts = lineDay({ date, plan, stops, entries, asOf: END }).filter(({ shift, facts }) => {
    const planned = plan.on(date)?.find(({ name }) => name === shift);
    const touches = ({ from, to }: { from: number; to: number }) => planned && from < planned.to && to > planned.from;
    return (
      facts.outputs.length > 0 || !planned || stops.some(touches) || entries.some(({ run }) => run && touches(run))
    );
  });
  const standard = standardOf({ runSeconds: world.runSeconds });
  const known = world.runSeconds === '0.000000' ? new Map<string, typeof standard>() : new Map([['P-1', standard]]);
  const sums = sumOf(lineDaySums(shifts, known).map((cell) => cell.sums));
  return Object.fromEntries(LINE_SUMS.map((name) => [name, total(sums, name)]));
}

const units = (text: string) => BigInt(text.replace('.', ''));
const summed = (rows: FoldedRows) =>
  new Map(
    rows
      .rowsOf(LineDayRow)
      .map((row) => [row.date, Object.fromEntries(LINE_SUMS.map((name) => [name, units(row[name])]))]),
  );

const history = fc.array(step, { minLength: 1, maxLength: 14 });
const recording = (events: readonly DomainEvent[]) => events.map((each, index) => recordedEvent(each, index));

describe('the sums of a line’s days', () => {
  it('are those of what is there in the end, whatever came before, and nothing else has any', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const world = lived(steps);
        const sums = summed(foldingBatches(lineSumsProjection, recording(world.events).map((each) => [each]))); // prettier-ignore
        for (let day = -3; day < 8; day++) {
          const date = daysAfter('2026-01-20', day);
          const none = Object.fromEntries(LINE_SUMS.map((name) => [name, 0n]));
          expect([date, sums.get(date) ?? none]).toEqual([date, naive(date, world)]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('are the same however the events fell into batches', () => {
    fc.assert(
      fc.property(history, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), (steps, cuts) => {
        const events = recording(lived(steps).events);
        const batches: (typeof events)[number][][] = [[]];
        for (const [index, each] of events.entries()) {
          if (cuts[index % cuts.length]) batches.push([]);
          batches.at(-1)?.push(each);
        }
        const rowsOf = (rows: FoldedRows) => rows.rowsOf(LineDayRow).toSorted((one, other) => (one.place < other.place ? -1 : 1)); // prettier-ignore
        const single = foldingBatches(lineSumsProjection, events.map((each) => [each])); // prettier-ignore
        const batched = rowsOf(foldingBatches(lineSumsProjection, batches));
        expect(batched.map(({ changedAt: _, ...row }) => row)).toEqual(
          rowsOf(single).map(({ changedAt: _, ...row }) => row),
        );
        // Setup that came before what it concerns counts as a change, where it is seen together with that.
        const isSooner = rowsOf(single).filter(({ changedAt }, at) => (batched[at]?.changedAt ?? '') < changedAt);
        expect(isSooner).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
