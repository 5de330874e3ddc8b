import { event } from '#contracts/declare/event';
import { KpiPeriodSet } from '#contracts/kpi/kpi-period-events';
import { KpiTargetSet } from '#contracts/kpi/kpi-target-events';
import { ProductStandardSet } from '#contracts/kpi/product-standard-events';
import { StopReasonCreated } from '#contracts/kpi/stop-reason-events';
import { decidingActor } from '#libs/identity';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { linesNamed } from '../line/lines.fixture';
import { importProductStandard } from '../product-standard/import-product-standard';
import { productStandards } from '../product-standard/product-standards';
import { setProductStandard } from '../product-standard/set-product-standard';
import { setShiftCalendar } from '../shift-calendar/set-shift-calendar';
import { setShiftException } from '../shift-calendar/set-shift-exception';
import { shiftCalendars } from '../shift-calendar/shift-calendars';
import { changeStopReason } from '../stop-reason/change-stop-reason';
import { stopReasons } from '../stop-reason/stop-reasons';
import { kpiTargets } from '../target/kpi-targets';
import { setKpiTarget } from '../target/set-kpi-target';
import { kpiPeriods, type KpiPeriods } from './kpi-periods';

const [closedLine, openLine] = ['closed', 'open'].map((name) => GIVEN.newId(name)) as [string, string];
/** Sets setup, and closes no periods. */
const manager = decidingActor({ id: GIVEN.newId('manager'), roles: ['manager'] });
const [LAST, NEXT] = ['2026-03-31', '2026-04-01'] as const;

function closed(lineId: string | null): KpiPeriods {
  const set = { periodId: 'period', lineId, through: LAST, reason: 'Reported', before: null };
  return kpiPeriods.evolve(kpiPeriods.initial(), { ...event(KpiPeriodSet, set), revision: 0, occurredAt: GIVEN.now });
}
const ofLine = { lines: linesNamed(closedLine, openLine), users: new Set<string>(), periods: closed(closedLine) };
const by = { facts: ofLine, actor: manager };
const shifts = [{ name: 'Early', start: '06:00', end: '14:00', weekdays: [1] }];

/** Each kind of setup from a date on, for a line or for all. */
const DATED = {
  standard: (date: string, of: object) =>
    given(productStandards).when(
      setProductStandard,
      { product: 'P', validFrom: date, runSeconds: '1.000000', ...of },
      by,
    ),
  'uploaded standard': (date: string, { lineId }: { lineId?: string }) =>
    given(productStandards).when(
      importProductStandard,
      {
        product: 'P',
        validFrom: date,
        runSeconds: '1.000000',
        ...(lineId && { line: lineId === openLine ? 'L-1' : 'L-0' }),
      },
      by,
    ),
  calendar: (date: string, of: object) =>
    given(shiftCalendars).when(setShiftCalendar, { validFrom: date, shifts, ...of }, by),
  exception: (date: string, of: object) =>
    given(shiftCalendars).when(setShiftException, { date, closed: true, ...of }, by),
  target: (date: string, of: object) =>
    given(kpiTargets).when(setKpiTarget, { kpi: 'oee', validFrom: date, green: '85.00', amber: '75.00', ...of }, by),
} as const;

describe.each(Object.entries(DATED))('a %s', (_, set) => {
  it('from a closed date of its line, or of any line where it is of all, is refused', () => {
    set(LAST, { lineId: closedLine }).thenRefused('PERIOD_CLOSED', { through: LAST });
    set(LAST, {}).thenRefused('PERIOD_CLOSED', { through: LAST });
    set(LAST, { lineId: openLine }).thenMatching({});
    set(NEXT, {}).thenMatching({});
  });
});

const standard = { product: 'P', validFrom: LAST, runSeconds: '1.000000' };
const recorded = event(ProductStandardSet, {
  standardId: 'standard',
  lineId: null,
  labourHours: null,
  unitsPerPack: null,
  opportunities: null,
  before: null,
  ...standard,
});

it('of a closed date setup is taken as it is there already, and from those who close periods', () => {
  given(productStandards, recorded).when(setProductStandard, standard, by).thenNothing();
  const mended = { ...standard, runSeconds: '2.000000' };
  given(productStandards, recorded).when(setProductStandard, mended, by).thenRefused('PERIOD_CLOSED');
  given(productStandards, recorded).when(setProductStandard, mended, { facts: ofLine }).thenMatching({});
});

it('a target of an area is of its lines, and whom it alerts is no matter of the period', () => {
  const lines = linesNamed(closedLine, openLine);
  for (const [id, line] of lines.byId) lines.byId.set(id, { ...line, area: id === closedLine ? 'Filling' : 'Packing' });
  const facts = { ...ofLine, lines };
  const target = { kpi: 'oee', validFrom: LAST, green: '85.00', amber: '75.00' } as const;
  const when = (command: object, ...past: KpiTargetSet[]) =>
    given(kpiTargets, ...past.map((each) => event(KpiTargetSet, each))).when(
      setKpiTarget,
      { ...target, ...command },
      { facts, actor: manager },
    );
  when({ area: 'FILLING' }).thenRefused('PERIOD_CLOSED');
  when({ area: 'Packing' }).thenMatching({});
  const scope = { targetId: 'target', lineId: closedLine, product: null, area: null };
  const former: KpiTargetSet = { ...target, ...scope, alert: null, before: null };
  const alert = { grain: 'day', periods: 3 };
  when({ lineId: closedLine, alert }, former).thenMatching({ data: { alert } });
  when({ lineId: closedLine, green: '86.00' }, former).thenRefused('PERIOD_CLOSED');
});

it('the class of a stop reason, which counts for all dates, stays while any date is closed', () => {
  const jam = { reasonId: GIVEN.newId('jam'), code: 'JAM', name: 'Jam', class: 'breakdown' as const };
  const when = (said: object, more: object = by) =>
    given(stopReasons, event(StopReasonCreated, jam)).when(
      changeStopReason,
      { reasonId: jam.reasonId, ...said },
      {
        facts: ofLine,
        ...more,
      },
    );
  when({ class: 'minor' }).thenRefused('PERIOD_CLOSED', { through: LAST });
  when({ name: 'Jams', class: 'breakdown' }).thenMatching({ data: { name: 'Jams' } });
  when({ class: 'minor' }, { facts: ofLine }).thenMatching({ data: { class: 'minor' } });
  when({ class: 'minor' }, { facts: { ...ofLine, periods: new Map() }, actor: manager }).thenMatching({});
});
