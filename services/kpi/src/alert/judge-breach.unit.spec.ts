import fc from 'fast-check';
import { event } from '#contracts/declare/event';
import { KpiAlertEnded, KpiAlertRaised } from '#contracts/kpi/kpi-alert-events';
import { daysAfter } from '#contracts/values/local-date';
import { GIVEN, given } from '#libs/testing/given-when-then';
import type { TargetFrom } from '../target/kpi-targets';
import type { TargetStatus } from '../target/judge-target';
import { endUnwatched, judgeBreach, type JudgeBreach, type JudgedPeriod } from './judge-breach';
import { kpiAlerts, type KpiAlertEvent } from './kpi-alerts';
import { judgedPeriods, periodsOver, toldOf, watchedTargets } from './watched-targets';

const FIRST = '2026-03-02';
const day = (index: number) => daysAfter(FIRST, index);
const STATUSES: Readonly<Record<string, TargetStatus>> = { R: 'red', A: 'amber', G: 'green' };

/** `RRG-`: a day for each letter; `-` has no figure. */
function days(text: string): JudgedPeriod[] {
  return [...text].map((letter, index) => {
    const status = STATUSES[letter];
    const judged = status ? { status, value: '60.00', amber: '75.00' } : null;
    return { from: day(index), to: day(index), judged };
  });
}

const figure = { kpi: 'oee', lineId: null, lineCode: null, product: null, area: 'Filling', unit: '%' } as const;
const command = (text: string, periods = 3): JudgeBreach => ({
  figure,
  alert: { grain: 'day', periods },
  told: null,
  periods: days(text),
});
const { unit, ...named } = figure;
const raised = (from: number, to: number, periods = 3) =>
  event(KpiAlertRaised, {
    alertId: GIVEN.newId(`alert/${day(to)}`),
    ...named,
    grain: 'day',
    periods,
    from: day(from),
    to: day(to),
    value: '60.00',
    unit,
    amber: '75.00',
    asOf: GIVEN.now,
    told: null,
  });
const ended = ({ data: { alertId } }: ReturnType<typeof raised>, at: number, status: TargetStatus = 'green') =>
  event(KpiAlertEnded, { alertId, ...named, reason: 'not_red', endedOn: day(at), value: '60.00', status });

describe('a breach of a target', () => {
  it.each([
    ['raises an alert once when it has lasted', 'RRRRR', 3, [raised(0, 2)]],
    ['raises none when it was shorter', 'RRGRR', 3, []],
    ['is not ended by a period without a figure, which does not count', 'R-RR', 3, [raised(0, 3)]],
    ['of one period raises one at once', 'GR', 1, [raised(1, 1, 1)]],
    [
      'that comes again raises another one',
      'RRARRR',
      2,
      [raised(0, 1, 2), ended(raised(0, 1, 2), 2, 'amber'), raised(3, 4, 2)],
    ],
  ] as const)('%s', (_, text, periods, events) => {
    given(kpiAlerts)
      .when(judgeBreach, command(text, periods))
      .then(...(events as readonly KpiAlertEvent[]));
  });

  it('that was told is told no more, until it has ended', () => {
    const told = raised(0, 2);
    given(kpiAlerts, told).when(judgeBreach, command('RRR')).thenNothing();
    given(kpiAlerts, told).when(judgeBreach, command('RRRRRR')).thenNothing();
    given(kpiAlerts, told).when(judgeBreach, command('RRRG')).then(ended(told, 3));
    given(kpiAlerts, told, ended(told, 3)).when(judgeBreach, command('RRRGRR')).thenNothing();
    given(kpiAlerts, told, ended(told, 3)).when(judgeBreach, command('RRRGRRR')).then(raised(4, 6));
  });

  it('that was told ends when its target raises alerts no more, so that the next one is told', () => {
    const told = raised(0, 2);
    const over = { reason: 'not_watched', endedOn: day(3), value: null, status: null } as const;
    const unwatched = event(KpiAlertEnded, { alertId: told.data.alertId, ...named, ...over });
    const end = { figure: named, date: day(3) };
    given(kpiAlerts).when(endUnwatched, end).thenNothing();
    given(kpiAlerts, told).when(endUnwatched, end).then(unwatched);
    given(kpiAlerts, told, unwatched).when(endUnwatched, end).thenNothing();
    given(kpiAlerts, told, unwatched).when(judgeBreach, command('RRRRRR')).thenNothing();
    given(kpiAlerts, told, unwatched).when(judgeBreach, command('RRRRRRR')).then(raised(4, 6));
  });

  it('that a late entry heals, or brings back, is not told twice', () => {
    const told = raised(0, 2);
    given(kpiAlerts, told).when(judgeBreach, command('RGR')).then(ended(told, 1));
    const healed = [told, ended(told, 1)];
    given(kpiAlerts, ...healed)
      .when(judgeBreach, command('RGR'))
      .thenNothing();
    given(kpiAlerts, ...healed)
      .when(judgeBreach, command('RRRR'))
      .thenNothing();
    given(kpiAlerts, ...healed)
      .when(judgeBreach, command('RRRRR'))
      .then(raised(2, 4));
  });

  it('is told once however days come in, be they judged one by one or all at once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('R', 'A', 'G', '-'), { maxLength: 25 }),
        fc.integer({ min: 1, max: 4 }),
        (all, periods) => {
          const text = all.join('');
          const atOnce = decisions([text], periods);
          expect(
            decisions(
              all.map((_, index) => text.slice(0, index + 1)),
              periods,
            ),
          ).toEqual(atOnce);
          expect(decisions([text, text], periods)).toEqual(atOnce);
          const open = atOnce.reduce((count, { type }) => count + (type === 'KpiAlertRaised' ? 1 : -1), 0);
          expect([0, 1]).toContain(open);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** The events of one judging after the other. */
function decisions(texts: readonly string[], periods: number): KpiAlertEvent[] {
  const past: KpiAlertEvent[] = [];
  for (const text of texts) {
    let state = kpiAlerts.initial();
    past.forEach((each, revision) => {
      state = kpiAlerts.evolve(state, { ...each, revision } as never);
    });
    past.push(...judgeBreach(command(text, periods), state, GIVEN));
  }
  return past;
}

describe('a target that raises alerts', () => {
  const row = (more: Partial<TargetFrom>): TargetFrom => ({
    id: GIVEN.newId('target'),
    kpi: 'oee',
    lineId: null,
    product: null,
    area: null,
    validFrom: '2026-01-01',
    green: '85.00',
    amber: '75.00',
    alert: { grain: 'day', periods: 2, recipients: null },
    setAt: '2026-03-04T08:00:00.000Z',
    revision: 0,
    ...more,
  });
  const of = (...rows: readonly TargetFrom[]) => new Map(rows.map((each, index) => [String(index), each]));

  it('is watched where the one in force does', () => {
    const later = row({ validFrom: '2026-03-01', alert: null });
    expect(watchedTargets(of(row({}), later), '2026-02-28')).toHaveLength(1);
    expect(watchedTargets(of(row({}), later), '2026-03-01')).toEqual([]);
    expect(watchedTargets(of(row({ area: 'A' }), row({ area: 'B' }), later), '2026-03-02')).toHaveLength(2);
  });

  it('tells nothing of periods that were over when it was set', () => {
    const [watched] = watchedTargets(of(row({})), '2026-03-05');
    if (!watched) throw new Error('it is not watched');
    const over = periodsOver({ grain: 'day', periods: 1 }, '2026-03-06');
    expect(over.at(-1)).toEqual({ from: '2026-03-05', to: '2026-03-05' });
    const figures = over.map((period) => ({
      ...period,
      isProvisional: false,
      judged: { status: 'red', value: '1.00', amber: '75.00' } as const,
    }));
    const all = { over, figures, today: '2026-03-06', timeZone: 'UTC' };
    const counted = judgedPeriods(watched, all).filter(({ judged }) => judged);
    expect(counted.map(({ to }) => to)).toEqual(['2026-03-04', '2026-03-05']);
  });

  it('lets a period whose figure is provisional wait for a morning, and then judges it as it is', () => {
    const [watched] = watchedTargets(of(row({})), '2026-03-05');
    if (!watched) throw new Error('it is not watched');
    const counted = (today: string) => {
      const over = periodsOver({ grain: 'day', periods: 1 }, today);
      const judged = { status: 'red', value: '1.00', amber: '75.00' } as const;
      const figures = over.map((period) => ({ ...period, isProvisional: true, judged }));
      const periods = judgedPeriods(watched, { over, figures, today, timeZone: 'UTC' });
      return periods.filter((period) => period.judged).map(({ to }) => to);
    };
    expect(counted('2026-03-05')).toEqual([]);
    expect(counted('2026-03-06')).toEqual(['2026-03-04']);
    expect(counted('2026-03-07')).toEqual(['2026-03-04', '2026-03-05']);
  });

  it('tells its recipients who may read figures, and all who may where none of them is left', () => {
    const alert = { grain: 'day', periods: 1, recipients: ['ada', 'bob'] } as const;
    expect(toldOf(alert, new Set(['bob', 'cy']))).toEqual(['bob']);
    expect(toldOf(alert, new Set(['cy']))).toBeNull();
    expect(toldOf({ ...alert, recipients: null }, new Set(['cy']))).toBeNull();
  });

  it('counts whole weeks and months that are over', () => {
    expect(periodsOver({ grain: 'week', periods: 1 }, '2026-03-09').at(-1)).toEqual({
      from: '2026-03-02',
      to: '2026-03-08',
    });
    expect(periodsOver({ grain: 'month', periods: 1 }, '2026-03-31').at(-1)).toEqual({
      from: '2026-02-01',
      to: '2026-02-28',
    });
  });
});
