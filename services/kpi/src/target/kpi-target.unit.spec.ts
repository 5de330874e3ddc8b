import { event } from '#contracts/declare/event';
import { KpiTargetSet } from '#contracts/kpi/kpi-target-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { linesNamed } from '../line/lines.fixture';
import { importKpiTarget } from './import-kpi-target';
import { kpiTargets, type KpiTargetEvent } from './kpi-targets';
import { setKpiTarget } from './set-kpi-target';

const lineId = GIVEN.newId('line');
const USER = GIVEN.newId('user');
const lines = linesNamed(lineId);
for (const [id, line] of lines.byId) lines.byId.set(id, { ...line, area: 'filling' });
const facts = { lines, users: new Set([USER]), periods: new Map() };
const set = event(KpiTargetSet, {
  targetId: GIVEN.newId('target'),
  kpi: 'oee',
  lineId: null,
  product: null,
  area: 'Filling',
  validFrom: '2026-01-01',
  green: '85.00',
  amber: '75.00',
  alert: null,
  before: null,
});
const command = { kpi: 'oee', area: 'Filling', validFrom: '2026-01-01', green: '85.00', amber: '75.00' } as const;
const when = (more: object, ...past: KpiTargetEvent[]) =>
  given(kpiTargets, ...past).when(setKpiTarget, { ...command, ...more }, { facts });

describe('a target', () => {
  it('is recorded', () => {
    when({}).then(set);
  });

  it('of the same key figure, scope, in any case, and date is mended; any other is new', () => {
    when({ area: 'FILLING', green: '90.00' }, set).thenMatching({
      data: { targetId: set.data.targetId, green: '90.00', before: { green: '85.00', amber: '75.00' } },
    });
    for (const more of [
      { kpi: 'nee' },
      { area: undefined },
      { area: undefined, lineId },
      { validFrom: '2026-02-01' },
    ]) {
      when(more, set).thenMatching({ data: { before: null } });
    }
  });

  it('changes nothing when it is what it was, and refuses a line that is not there', () => {
    when({}, set).thenNothing();
    when({ area: undefined, lineId: GIVEN.newId('nowhere') }).thenRefused('NOT_FOUND');
  });

  it('is of a figure that its scope has, and of an area that a line has, unless it is there already', () => {
    when({ area: 'Nixarea' }).thenRefused('NOT_FOUND');
    for (const more of [
      { kpi: 'bradford', area: undefined, lineId },
      { kpi: 'otd_gross' },
      { area: undefined, product: 'P-1' },
    ]) {
      when(more).thenRefused('VALIDATION_FAILED');
    }
    when({ kpi: 'bradford', area: undefined }).thenMatching({ data: { kpi: 'bradford' } });
    const former = event(KpiTargetSet, { ...set.data, kpi: 'bradford', area: 'Nixarea' });
    when({ kpi: 'bradford', area: 'Nixarea', green: null, amber: null }, former).thenMatching({
      data: { green: null },
    });
  });

  it('counts as set anew when its bounds or the periods of its alert change, and not when others are to be told', () => {
    const alert = { grain: 'day', periods: 3, recipients: null } as const;
    const alerting = { ...set.data, alert };
    const told = { ...alerting, alert: { ...alert, recipients: [USER] } };
    const setAt = (...history: readonly (typeof set.data)[]) => {
      const state = history.reduce((known, data, revision) => {
        const recorded = { ...event(KpiTargetSet, data), occurredAt: `2026-03-0${revision + 1}`, revision };
        return kpiTargets.evolve(known, recorded);
      }, kpiTargets.initial());
      return [...state.values()].map((each) => each.setAt);
    };
    expect(setAt(alerting, told)).toEqual(['2026-03-01']);
    for (const changed of [
      { ...told, green: '86.00' },
      { ...told, amber: '74.00' },
      { ...told, alert: null },
      { ...told, alert: { ...told.alert, periods: 2 } },
      { ...told, alert: { ...told.alert, grain: 'week' as const } },
    ]) {
      expect(setAt(alerting, told, changed)).toEqual(['2026-03-03']);
    }
  });

  it('raises alerts that are said with it, for figures that its scope has and users who are there', () => {
    const alert = { grain: 'day', periods: 3, recipients: [USER] };
    const recorded = { ...alert, recipients: [USER] };
    when({ alert }, set).thenMatching({ data: { alert: recorded, before: { alert: null } } });
    const { recipients: _, ...toAll } = alert;
    when({ alert: toAll }, set).thenMatching({ data: { alert: { ...recorded, recipients: null } } });
    const alerting = event(KpiTargetSet, { ...set.data, alert: { grain: 'day', periods: 3, recipients: [USER] } });
    when({ alert }, alerting).thenNothing();
    when({}, alerting).thenMatching({ data: { alert: null, before: { alert: recorded } } });
    when({ alert: { ...alert, recipients: [GIVEN.newId('nobody')] } }).thenRefused('NOT_FOUND');
    when({ alert, area: undefined, product: 'P-1' }).thenRefused('VALIDATION_FAILED');
    when({ alert, kpi: 'bradford', area: undefined }).thenRefused('VALIDATION_FAILED');
  });
});

describe('a row of an upload', () => {
  const row = { kpi: 'oee', area: 'Filling', validFrom: '2026-01-01' } as const;
  const gone = GIVEN.newId('gone');
  const alerting = event(KpiTargetSet, {
    ...set.data,
    alert: { grain: 'day', periods: 3, recipients: [USER, gone] },
  });
  const upload = (more: object, ...past: KpiTargetEvent[]) =>
    given(kpiTargets, ...past).when(importKpiTarget, { ...row, ...more }, { facts });

  it('names a line by its code, in any case', () => {
    const bounds = { area: undefined, green: '85.00', amber: '75.00' };
    upload({ ...bounds, line: 'l-0' }).thenMatching({ data: { lineId, area: null, before: null } });
    upload({ ...bounds, line: 'L-9' }).thenRefused('NOT_FOUND');
  });

  it('leaves what it does not say, and users who have left are no difference', () => {
    upload({}, alerting).thenNothing();
    upload({ green: '85.00', amber: '75.00', alertGrain: 'day', alertPeriods: 3 }, alerting).thenNothing();
    upload({ green: '90.00' }, alerting).thenMatching({
      data: { green: '90.00', amber: '75.00', alert: { grain: 'day', periods: 3, recipients: [USER] } },
    });
    upload({ alertPeriods: 2 }, alerting).thenMatching({ data: { alert: { grain: 'day', periods: 2 } } });
  });

  it('says both bounds of a new target, in their order, and both parts of an alert', () => {
    upload({ green: '85.00' }).thenRefused('VALIDATION_FAILED');
    upload({ green: '75.00', amber: '85.00' }).thenRefused('VALIDATION_FAILED');
    upload({ alertPeriods: 2 }, set).thenRefused('VALIDATION_FAILED');
    upload({ amber: '86.00' }, set).thenRefused('VALIDATION_FAILED');
  });
});
