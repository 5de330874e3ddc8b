import { instantOf } from '#contracts/values/local-time';
import { judgedFigure } from '../target/judge-target';
import { inForce } from '../time/in-force';
import { linePlan } from '../time/planned-shifts';
import { changeOf, changeReason } from './change-of';
import type { Figure } from './figure-of';
import { at, dayOf, drawnDay, entries, figure, stopsOf, sums, value } from './figures.fixture';
import { lineDay, lineDaySums } from './line-day';
import { sumOf } from './sums';

const BERLIN = 'Europe/Berlin';
const shifts = (...times: readonly (readonly [string, string, string])[]) => ({
  rows: [
    {
      lineId: null,
      validFrom: '2020-01-01',
      shifts: times.map(([name, start, end]) => ({ name, start, end, breaks: [], weekdays: [1, 2, 3, 4, 5, 6, 7] })),
    },
  ],
  exceptions: [],
});

describe('cases of others', () => {
  it('C5: run and stop after midnight belong to the night that began the day before', () => {
    const plan = linePlan(shifts(['night', '18:00', '07:00'], ['day', '14:00', '17:00']), 'A', BERLIN);
    const instant = (time: string) => instantOf('2026-07-14', time, BERLIN);
    const run = { from: instant('02:00'), to: instant('03:00') };
    const stop = { id: 's', from: instant('06:50'), to: instant('07:00'), reason: null, class: 'other' as const };
    const [entry] = entries([{ good: 5 }]);
    const day = (date: string) =>
      lineDaySums(
        lineDay({
          date,
          plan,
          stops: [stop],
          entries: [{ ...(entry as NonNullable<typeof entry>), run, shift: null, date: '2026-07-14' }],
          asOf: instant('23:59'),
        }),
        new Map(),
      );
    const night = day('2026-07-13').filter(({ shift }) => shift === 'night');
    expect(figure('quality_ratio', sumOf(night.map((cell) => cell.sums))).denominator).toBe('5');
    expect(figure('availability', sumOf(night.map((cell) => cell.sums))).numerator).toBe(String(46_800 - 600));
    const next = day('2026-07-14');
    expect(next.map(({ shift }) => shift)).toEqual(['day', 'night']);
    expect(value('availability', sumOf(next.map((cell) => cell.sums)))).toBe('100.00');
    expect(figure('quality_ratio', sumOf(next.map((cell) => cell.sums))).reason).toBe('NO_OUTPUT');
  });

  it.each([
    ['2027-03-27', '92.86'],
    ['2027-10-30', '94.44'],
    ['2027-07-01', '93.75'],
  ])('C6: thirty minutes down in the night of %s', (date, expected) => {
    const from = instantOf(date, '23:00', BERLIN);
    const cells = lineDaySums(
      lineDay({
        date,
        plan: linePlan(shifts(['night', '22:00', '06:00']), 'A', BERLIN),
        stops: [{ id: 's', from, to: from + 1_800_000, reason: 'x', class: 'other' }],
        entries: [],
        asOf: from + 86_400_000,
      }),
      new Map(),
    );
    expect(value('availability', sumOf(cells.map((cell) => cell.sums)))).toBe(expected);
  });

  it('C8: nothing due is null, none on time is 0, and a change against either is null', () => {
    expect(figure('otd_gross', sums({}))).toMatchObject({ value: null, reason: 'NONE_DUE' });
    const none = value('otd_gross', sums({ due: 5 }));
    expect(none).toBe('0.00');
    expect([changeOf('80.00', none), changeOf('80.00', null), changeOf(null, '80.00')]).toEqual([null, null, null]);
    const [shown, zero, idle] = [sums({ due: 5, onTime: 4 }), sums({ due: 5 }), sums({})].map((each) => figure('otd_gross', each)) as [Figure, Figure, Figure]; // prettier-ignore
    expect([changeReason(shown, zero), changeReason(shown, idle), changeReason(idle, zero)]).toEqual(['NO_BASE', 'NONE_DUE', 'NONE_DUE']); // prettier-ignore
    expect(changeReason(zero, shown)).toBeNull();
    expect([changeOf('80.00', '64.00'), changeOf('1.00', '3.00'), changeOf('-1.00', '-2.00')]).toEqual([
      '25.00',
      '-66.67',
      '50.00',
    ]);
  });

  it('C9: a standard that is too slow is suspect, and the index is capped', () => {
    const day = sums({ production: 100, earned: 150, earnedGood: 150, good: 200 });
    expect(figure('effectiveness', day)).toMatchObject({ value: '150.00', flags: ['STANDARD_SUSPECT'] });
    expect(figure('oee', day)).toMatchObject({
      value: '100.00',
      flags: ['STANDARD_SUSPECT', 'CAPPED'],
      numerator: '150',
      denominator: '100',
    });
    expect(value('oee_uncapped', day)).toBe('150.00');
  });

  it('C10: a month is judged by the target of its time', () => {
    const targets = [
      { validFrom: '2026-01-01', green: '75.00', amber: '70.00' },
      { validFrom: '2026-02-01', green: '80.00', amber: '75.00' },
    ];
    expect(judgedFigure('77.00', '2026-01-31', targets, 'higher')?.status).toBe('green');
    expect(judgedFigure('77.00', '2026-02-01', targets, 'higher')?.status).toBe('amber');
    expect(judgedFigure('74.99', '2026-03-01', targets, 'higher')?.status).toBe('red');
    expect(judgedFigure('77.00', '2025-12-31', targets, 'higher')).toBeUndefined();
    expect(judgedFigure(null, '2026-02-01', targets, 'higher')).toBeUndefined();
    const lessIsBetter = [{ validFrom: '2026-01-01', green: '1.00', amber: '2.00' }];
    expect(
      ['0.50', '1.50', '2.01'].map((each) => judgedFigure(each, '2026-01-01', lessIsBetter, 'lower')?.status),
    ).toEqual(['green', 'amber', 'red']);
  });

  it('C11: a standard counts from its date on', () => {
    const standards = [
      { validFrom: '2026-01-01', runSeconds: '20' },
      { validFrom: '2026-02-01', runSeconds: '22' },
    ];
    expect(['2026-01-31', '2026-02-01'].map((date) => inForce(standards, date)?.runSeconds)).toEqual(['20', '22']);
    const mended = [...standards, { validFrom: '2026-01-01', runSeconds: '21' }];
    expect(inForce(mended, '2026-01-31')?.runSeconds).toBe('21');
  });

  it('C21: without a calendar nothing is known of the time, unless the entries tell it', () => {
    const told = dayOf({ entries: entries([{ good: 5 }]), standards: { P: { runSeconds: '60' } } });
    for (const kpi of ['availability', 'oee', 'effectiveness'] as const) {
      expect(figure(kpi, told)).toMatchObject({ value: null, reason: 'NO_PLAN' });
    }
    expect(value('quality_ratio', told)).toBe('100.00');
    const ran = dayOf({
      entries: entries([
        { good: 30, run: [0, 60] },
        { good: 30, run: [90, 150] },
      ]),
      stops: stopsOf([['other', 12]]),
      standards: { P: { runSeconds: '60' } },
    });
    expect(figure('availability', ran)).toMatchObject({ value: '90.00', flags: ['estimated'] });
    expect(value('oee', ran)).toBe('50.00');
  });

  it('C22: an open stop counts up to as-of, and the same for ever', () => {
    const stops = [{ id: 's', from: at(600), to: null, reason: null, class: 'other' as const }];
    const day = dayOf({ shift: 840, stops, asOf: at(660) });
    expect(figure('availability', day)).toMatchObject({ value: '90.91', flags: ['provisional'] });
    const ended = stops.map((stop) => ({ ...stop, to: at(700) }));
    expect(figure('availability', dayOf({ shift: 840, stops: ended, asOf: at(660) }))).toEqual(
      figure('availability', day),
    );
  });

  it('W21: a batch that runs on counts in no shift, and leaves it pending', () => {
    const batch = entries([{ good: 800, run: [0, 240] }]);
    const cells = drawnDay({ shift: 180, entries: batch, asOf: at(180) });
    expect(figure('quality_ratio', sumOf(cells.map((cell) => cell.sums)))).toMatchObject({
      value: null,
      reason: 'NO_OUTPUT',
      flags: ['provisional'],
    });
  });
});
