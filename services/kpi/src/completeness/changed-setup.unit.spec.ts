import type { KpiTargetSet } from '#contracts/kpi/kpi-target-events';
import type { ProductStandardSet } from '#contracts/kpi/product-standard-events';
import type { ShiftCalendarSet, ShiftExceptionSet } from '#contracts/kpi/shift-calendar-events';
import type { StopReasonChanged } from '#contracts/kpi/stop-reason-events';
import { output } from '../line-day/line-day.fixture';
import type { LineItem } from '../line-sums/day-history';
import { KnownSetup, type SetupRow } from '../line-sums/setup-history';
import { setupChangedAfterClosing } from './changed-setup';

const [LINE, DATE] = ['line', '2026-03-02'] as const;
const [BEFORE, CLOSED, AFTER, LATER] = ['2026-03-31', '2026-04-01', '2026-04-02', '2026-04-03'] as const;
const values = { runSeconds: '1.000000', labourHours: null, unitsPerPack: null, opportunities: null, before: null };
const standard = (standardId: string, more: Partial<ProductStandardSet> = {}): ProductStandardSet => {
  return { standardId, product: 'P-1', lineId: null, validFrom: '2026-01-01', ...values, ...more };
};
const calendar = (calendarId: string, validFrom: string, lineId: string | null = null): ShiftCalendarSet => {
  return { calendarId, lineId, validFrom, shifts: [], before: null };
};
const exception = (exceptionId: string, date: string): ShiftExceptionSet => {
  return { exceptionId, lineId: null, date, shifts: null, before: [] };
};
const reason = (more: Partial<StopReasonChanged> = {}): StopReasonChanged => {
  return { reasonId: 'jam', code: 'JAM', name: 'Jam', class: 'breakdown', ...more };
};
const target = (targetId: string, more: Partial<KpiTargetSet> = {}): KpiTargetSet => {
  const scope = { lineId: null, product: null, area: null, alert: null, before: null };
  return { targetId, kpi: 'oee', validFrom: '2026-01-01', green: '85.00', amber: '75.00', ...scope, ...more };
};

const stop = { from: `${DATE}T08:00:00.000Z`, to: `${DATE}T09:00:00.000Z`, reasonId: 'jam', note: null };
const history: LineItem[] = [
  { itemId: 'entry', kind: 'entry', versions: [[BEFORE, { ...output, product: 'P-1' }]] },
  { itemId: 'stop', kind: 'stop', versions: [[BEFORE, stop]] },
];

interface Asked {
  readonly knownAt?: string;
  readonly closedAt?: string | null;
  readonly area?: string;
}

function changed(row: SetupRow, { knownAt = LATER, closedAt = CLOSED, area = 'Filling' }: Asked = {}): string[] {
  const [setup, targets] = [row.kind === 'target' ? [] : [row], row.kind === 'target' ? [row] : []];
  const known = { setup: new KnownSetup(setup, knownAt), targets: new KnownSetup(targets, knownAt), knownAt };
  const day = { lineId: LINE, area, date: DATE, histories: new Map([[DATE, history]]) };
  return setupChangedAfterClosing(day, known, closedAt);
}

describe('after a date was closed, its setup has changed', () => {
  it('by a standard in force on it, of a product that was made, and by no other', () => {
    const set = (data: ProductStandardSet, at: string = AFTER) =>
      ({
        kind: 'standard',
        history: [
          [BEFORE, standard('first')],
          [at, data],
        ],
      }) as const;
    expect(changed(set(standard('own', { lineId: LINE })))).toEqual(['own']);
    expect(changed(set(standard('first', { runSeconds: '2.000000' })))).toEqual(['first']);
    expect(changed(set(standard('next', { validFrom: '2026-03-03' })))).toEqual([]);
    expect(changed(set(standard('other', { lineId: 'other' })))).toEqual([]);
    expect(changed(set(standard('other', { product: 'P-2' })))).toEqual([]);
    expect(changed(set(standard('own', { lineId: LINE }), BEFORE))).toEqual([]);
    expect(changed(set(standard('own', { lineId: LINE })), { knownAt: CLOSED })).toEqual([]);
    expect(changed(set(standard('own', { lineId: LINE })), { closedAt: null })).toEqual([]);
  });

  it('by its calendar, and by an exception, also by one that was taken back', () => {
    const set = (data: ShiftCalendarSet | ShiftExceptionSet) =>
      ({
        kind: 'calendar',
        history: [
          [BEFORE, calendar('first', '2026-01-01')],
          [AFTER, data],
        ],
      }) as const;
    expect(changed(set(calendar('own', '2026-01-01', LINE)))).toEqual(['own']);
    expect(changed(set(calendar('next', '2026-03-03')))).toEqual([]);
    expect(changed(set(exception('that day', DATE)))).toEqual(['that day']);
    expect(changed(set(exception('another', '2026-03-03')))).toEqual([]);
  });

  it('by the class of a reason of its stops, and not by its name', () => {
    const set = (data: StopReasonChanged) =>
      ({
        kind: 'reason',
        history: [
          [BEFORE, reason()],
          [AFTER, data],
        ],
      }) as const;
    expect(changed(set(reason({ class: 'minor' })))).toEqual(['jam']);
    expect(changed(set(reason({ name: 'Jams' })))).toEqual([]);
    expect(changed(set(reason({ reasonId: 'other', class: 'minor' })))).toEqual([]);
  });

  it('by the target that judges it, and not by whom that alerts', () => {
    const first = target('first');
    const set = (data: KpiTargetSet) =>
      ({
        kind: 'target',
        history: [
          [BEFORE, first],
          [AFTER, data],
        ],
      }) as const;
    const before = { green: '85.00', amber: '75.00', alert: null };
    expect(changed(set(target('own', { lineId: LINE })))).toEqual(['own']);
    expect(changed(set(target('area', { area: 'FILLING' })))).toEqual(['area']);
    expect(changed(set(target('product', { product: 'p-1' })))).toEqual(['product']);
    expect(changed(set(target('first', { green: '90.00', before })))).toEqual(['first']);
    expect(changed(set(target('first', { alert: { grain: 'day', periods: 3, recipients: null }, before })))).toEqual(
      [],
    );
    expect(changed(set(target('next', { validFrom: '2026-03-03' })))).toEqual([]);
  });
});
