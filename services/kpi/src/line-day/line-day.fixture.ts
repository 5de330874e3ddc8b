import { event } from '#contracts/declare/event';
import { KpiPeriodSet } from '#contracts/kpi/kpi-period-events';
import { ProductionRecorded, type ProductionOutput } from '#contracts/kpi/production-events';
import { StopRecorded, type LineStop } from '#contracts/kpi/stop-events';
import { decidingActor } from '#libs/identity';
import { GIVEN } from '#libs/testing/given-when-then';
import { linesNamed } from '../line/lines.fixture';
import { kpiPeriods, type KpiPeriods } from '../period/kpi-periods';
import type { StopReasons } from '../stop-reason/stop-reasons';
import type { EntryFacts, StopFacts } from './day-rules';

export const LINE = GIVEN.newId('line');
export const DATE = '2026-03-02';
export const ENTRY = GIVEN.newId('an entry');
export const STOP = GIVEN.newId('a stop');
export const JAM = GIVEN.newId('jam');
/** Records entries, and closes no periods. */
export const operator = decidingActor({ id: GIVEN.newId('operator'), roles: ['counter'] });

/** All lines are closed through that date. */
export function closed(through: string): KpiPeriods {
  const set = { periodId: 'period', lineId: null, through, reason: 'Reported', before: null };
  return kpiPeriods.evolve(kpiPeriods.initial(), { ...event(KpiPeriodSet, set), revision: 0, occurredAt: GIVEN.now });
}

const reasons: StopReasons = {
  byId: new Map([[JAM, { code: 'JAM', name: 'Jam', class: 'breakdown', revision: 0 }]]),
  idByCode: new Map([['jam', JAM]]),
};
const common = { lines: linesNamed(LINE), periods: new Map() as KpiPeriods, date: DATE };

export const entryFacts = (more: Partial<EntryFacts> = {}): EntryFacts => ({
  ...common,
  shift: 'Early',
  shifts: [],
  latestDate: '2026-03-31',
  unitsPerPack: null,
  ...more,
});
export const stopFacts = (more: Partial<StopFacts> = {}): StopFacts => ({ ...common, reasons, open: [], ...more });

export const output: ProductionOutput = {
  shift: 'Early',
  from: null,
  to: null,
  product: 'P-1',
  good: '522.000',
  rework: '12.000',
  scrap: '6.000',
  order: null,
  people: null,
  hours: null,
};
const ofDay = { lineId: LINE, date: DATE, batchId: null };
export const recorded = (more: Partial<ProductionOutput> = {}) =>
  event(ProductionRecorded, { ...ofDay, entryId: ENTRY, output: { ...output, ...more }, source: 'single' });
export const stop: LineStop = { from: '2026-03-02T08:00:00.000Z', to: null, reasonId: null, note: null };
export const stopped = (more: Partial<LineStop> = {}) =>
  event(StopRecorded, { ...ofDay, stopId: STOP, stop: { ...stop, ...more } });
