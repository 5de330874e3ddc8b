import { event } from '#contracts/declare/event';
import { KpiPeriodSet } from '#contracts/kpi/kpi-period-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { linesNamed } from '../line/lines.fixture';
import { closedSince, type Closing } from './closed-since';
import { closedThrough, kpiPeriods, type KpiPeriodEvent } from './kpi-periods';
import { setKpiPeriod } from './set-kpi-period';

const lineId = GIVEN.newId('line');
const facts = linesNamed(lineId);
const reason = 'March is reported';
const set = (through: string | null, more: Partial<KpiPeriodSet> = {}) =>
  event(KpiPeriodSet, { periodId: GIVEN.newId('period'), lineId: null, through, reason, before: null, ...more });
const when = (command: { readonly lineId?: string; readonly through: string | null }, ...past: KpiPeriodEvent[]) =>
  given(kpiPeriods, ...past).when(setKpiPeriod, { reason, ...command }, { facts });

describe('closing a period', () => {
  it('records its last date with the reason, and what it was before', () => {
    when({ through: '2026-03-31' }).then(set('2026-03-31'));
    when({ through: null }, set('2026-03-31')).then(set(null, { before: '2026-03-31' }));
  });

  it('is of one line or of all', () => {
    when({ lineId, through: '2026-03-31' }, set('2026-03-31')).thenMatching({ data: { lineId, before: null } });
    when({ lineId: GIVEN.newId('nowhere'), through: null }).thenRefused('NOT_FOUND');
  });

  it('changes nothing when it is set to what it is', () => {
    when({ through: '2026-03-31' }, set('2026-03-31')).thenNothing();
  });
});

it.each([
  [null, null, null],
  ['2026-03-31', null, '2026-03-31'],
  [null, '2026-03-31', '2026-03-31'],
  ['2026-03-31', '2026-02-28', '2026-03-31'],
  ['2026-02-28', '2026-03-31', '2026-03-31'],
])('of all lines closed through %s and a line through %s, the line is closed through %s', (all, own, expected) => {
  const state = [set(all), set(own, { lineId })].reduce(
    (folded, made, revision) => kpiPeriods.evolve(folded, { ...made, revision, occurredAt: GIVEN.now }),
    kpiPeriods.initial(),
  );
  expect(closedThrough(state, lineId)).toBe(expected);
});

it('a date is closed since its period has reached it for good', () => {
  const closings: readonly Closing[] = [
    ['2026-02-02', '2026-01-31'],
    ['2026-02-03', null],
    ['2026-02-05', '2026-01-31'],
    ['2026-03-02', '2026-02-28'],
  ];
  const since = ['2026-01-31', '2026-02-01', '2026-03-01'].map((date) => closedSince(closings, date));
  expect(since).toEqual(['2026-02-05', '2026-03-02', null]);
});
