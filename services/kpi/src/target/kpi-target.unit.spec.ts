import { event } from '#contracts/declare/event';
import { KpiTargetSet } from '#contracts/kpi/kpi-target-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { linesNamed } from '../line/lines.fixture';
import { kpiTargets, type KpiTargetEvent } from './kpi-targets';
import { setKpiTarget } from './set-kpi-target';

const lineId = GIVEN.newId('line');
const USER = GIVEN.newId('user');
const facts = { lines: linesNamed(lineId), users: new Set([USER]) };
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
