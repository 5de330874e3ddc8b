import type { Kpi } from '#contracts/kpi/kpi-words';
import { absenceSpells } from '../attendance/absence-spells';
import { hoursSums, withoutLeave, type Attendance } from '../attendance/attendance-sums';
import { jobSums } from '../wip/job-age';
import { dayOf, entries, figure, stopsOf, sums, value } from './figures.fixture';
import { added, sumOf } from './sums';

/** The fixture of the rules: a shift of 540 minutes, with everything that happens in it. */
const shift = dayOf({
  shift: 540,
  stops: stopsOf([
    ['planned', 30],
    ['setup', 20],
    ['breakdown', 15],
    ['breakdown', 25],
  ]),
  entries: entries([{ good: 522, rework: 12, scrap: 6, people: 10, hours: 82_800n }]),
  standards: { P: { runSeconds: '45', labourHours: '0.15' } },
});
const ran = sums({ orderProduced: 540, orderTime: 36_000 });
const inspected = sums({
  firstPassInspected: 540,
  firstPassGood: 522,
  defectiveInspected: 540,
  defectiveUnits: 18,
  opportunities: 540 * 5,
  defects: 24,
  reworked: 8,
  repaired: 4,
  scrapped: 6,
});
const step = (good: bigint, of = 100n) => ({ inspected: of, good });
const steps = { totals: {}, steps: { mill: step(98n), turn: step(95n), grind: step(99n) } };
const attended = (scheduled: bigint, absent: bigint, kind: Attendance['kind'] = 'sick', date = '2026-03-02') => ({
  date,
  scheduled,
  absent,
  kind,
});
const attendanceSums = (rows: readonly Attendance[]) => sumOf(rows.map((row) => hoursSums(withoutLeave(row))));
const people = attendanceSums([attended(90_000n, 7_200n)]);
const DAY = 86_400_000;
const job = jobSums(
  [
    {
      from: 0,
      to: null,
      holds: [
        { from: DAY, to: 3 * DAY },
        { from: 2 * DAY, to: 4 * DAY },
      ],
    },
  ],
  14 * DAY,
);

describe('the fixture of the formulas', () => {
  it.each<[Kpi, string, ReturnType<typeof sums>]>([
    ['availability', '88.24', shift],
    ['effectiveness', '90.00', shift],
    ['quality_ratio', '96.67', shift],
    ['oee', '76.76', shift],
    ['oee_uncapped', '76.76', shift],
    ['nee', '80.18', shift],
    ['technical_efficiency', '91.84', shift],
    ['setup_rate', '4.26', shift],
    ['throughput', '54.00', ran],
    ['scrap_ratio', '1.11', shift],
    ['rework_ratio', '2.22', shift],
    ['final_yield', '98.89', shift],
    ['first_pass_yield', '96.67', inspected],
    ['rolled_yield', '92.17', steps],
    ['ppm', '33333.33', inspected],
    ['dpmo', '8888.89', inspected],
    ['sigma', '3.87', inspected],
    ['recovery', '66.67', inspected],
    ['labour_efficiency', '97.83', shift],
    ['labour_efficiency_scheduled', '90.00', shift],
    ['absenteeism', '8.00', people],
    ['bradford', '45.00', sums({ spells: 3, absentDays: 5 })],
    ['otd_gross', '94.00', sums({ due: 200, onTime: 188, justified: 4 })],
    ['otd_net', '96.00', sums({ due: 200, onTime: 188, justified: 4 })],
    ['otd_true', '95.00', sums({ dueOrders: 100, onTimeOrders: 95 })],
    ['wip_age', '11.00', job],
    ['mtbf', '3.92', shift],
    ['mttr', '0.33', shift],
  ])('%s is %s', (kpi, expected, of) => {
    expect(figure(kpi, of)).toMatchObject({ value: expected, reason: null, flags: [] });
  });

  it('has numerators and denominators that are exact, with times in seconds', () => {
    expect(figure('availability', shift)).toMatchObject({ numerator: '27000', denominator: '30600', unit: '%' });
    expect(figure('oee', shift)).toMatchObject({ numerator: '23490', denominator: '30600' });
    expect(figure('nee', shift)).toMatchObject({ numerator: '662418000', denominator: '826200000' });
    expect(figure('labour_efficiency', shift)).toMatchObject({ numerator: '291600', denominator: '298080' });
    expect(figure('rolled_yield', steps).value).toBe('92.17');
    expect(figure('bradford', sums({ spells: 3, absentDays: '4.5' }))).toMatchObject({
      value: '40.50',
      numerator: '40.5',
    });
  });

  it('leaves planned leave out of absenteeism, on both sides', () => {
    const withLeave = attendanceSums([attended(81_000n, 7_200n), attended(9_000n, 9_000n, 'holiday')]);
    expect(value('absenteeism', withLeave)).toBe('8.89');
  });
});

describe('the edges of figures', () => {
  it.each<[Kpi, string, ReturnType<typeof sums>]>([
    ['availability', 'NO_TIME', dayOf({ shift: 60, stops: stopsOf([['planned', 60]]) })],
    ['availability', 'NO_TIME', sums({})],
    ['availability', 'NO_PLAN', sums({ unplannedShifts: 1 })],
    ['effectiveness', 'NO_STANDARD', dayOf({ shift: 60, entries: entries([{ good: 1 }]) })],
    ['oee', 'NO_STANDARD', dayOf({ shift: 60, entries: entries([{ good: 1 }]) })],
    ['effectiveness', 'NO_TIME', sums({ breakdown: 60, earned: 5 })],
    ['quality_ratio', 'NO_OUTPUT', sums({ production: 60 })],
    ['throughput', 'NO_TIME', sums({})],
    ['first_pass_yield', 'NO_INSPECTION', sums({})],
    ['rolled_yield', 'NO_INSPECTION', sums({})],
    ['rolled_yield', 'STEP_MISSING', { totals: {}, steps: { mill: step(98n), turn: step(0n, 0n) } }],
    ['dpmo', 'NO_INSPECTION', sums({})],
    ['sigma', 'NO_INSPECTION', sums({})],
    ['dpmo', 'NO_OPPORTUNITIES', sums({ withoutOpportunities: 540 })],
    ['sigma', 'NO_OPPORTUNITIES', sums({ withoutOpportunities: 540 })],
    ['sigma', 'OUT_OF_RANGE', sums({ opportunities: 10 })],
    ['sigma', 'OUT_OF_RANGE', sums({ opportunities: 10, defects: 10 })],
    ['recovery', 'NO_REPAIR', sums({})],
    ['labour_efficiency', 'NO_HOURS', sums({})],
    ['labour_efficiency', 'NO_STANDARD', sums({ labourWorked: 9, withoutLabourStandard: 1 })],
    ['absenteeism', 'NO_HOURS', sums({})],
    ['otd_gross', 'NONE_DUE', sums({})],
    ['otd_true', 'NONE_DUE', sums({})],
    ['wip_age', 'NO_JOB', sums({})],
    ['mtbf', 'NO_FAILURES', sums({ production: 60 })],
    ['mttr', 'NO_FAILURES', sums({ breakdowns: 1, breakdown: 60 })],
  ])('%s is null for %s', (kpi, reason, of) => {
    expect(figure(kpi, of)).toMatchObject({ value: null, reason, flags: [] });
  });

  it('shows what is above 100 or a million, or below 0, and says so', () => {
    expect(figure('ppm', sums({ defectiveInspected: 1, defectiveUnits: 2 }))).toMatchObject({
      value: '2000000.00',
      flags: ['ABOVE_MILLION'],
    });
    expect(figure('dpmo', sums({ opportunities: 1, defects: 2 })).flags).toEqual(['ABOVE_MILLION']);
    const poor = figure('sigma', sums({ opportunities: 1_000_000, defects: 999_000 }));
    expect(poor).toMatchObject({ value: '-1.59', flags: ['BELOW_ZERO'] });
  });

  it('is 0 where nothing was produced in time that there was', () => {
    const idle = dayOf({ shift: 60 });
    const down = dayOf({ shift: 60, stops: stopsOf([['breakdown', 60]]) });
    for (const day of [idle, down]) {
      expect([value('oee', day), value('oee@1', day), value('oee_uncapped', day)]).toEqual(['0.00', '0.00', '0.00']);
    }
    expect(figure('nee', down)).toMatchObject({ value: null, reason: 'NO_TIME' });
  });

  it('caps the summed factor at the level shown, never the parts', () => {
    const fast = sums({ production: 100, earned: 120, earnedGood: 120, good: 120 });
    const slow = sums({ production: 100, earned: 60, earnedGood: 60, good: 60 });
    expect(figure('oee', fast)).toMatchObject({ value: '100.00', flags: ['STANDARD_SUSPECT', 'CAPPED'] });
    expect(figure('oee', added(fast, slow))).toMatchObject({ value: '90.00', flags: [] });
    expect(value('oee_uncapped', fast)).toBe('120.00');
  });

  it('keeps the older version of a formula', () => {
    const mixed = sums({ production: 100, earned: 90, earnedGood: 80, good: 5, scrap: 5 });
    expect([value('oee@1', mixed), value('oee@2', mixed), value('oee', mixed)]).toEqual(['45.00', '80.00', '80.00']);
  });

  it('tells what is missing, inferred or not complete', () => {
    const open = dayOf({ shift: 480, entries: entries([{ good: 1, run: [0, null] }]) });
    expect(figure('availability', open).flags).toEqual(['provisional']);
    const partly = added(sums({ production: 60 }), sums({ unplannedShifts: 1 }));
    expect(figure('availability', partly)).toMatchObject({ value: '100.00', flags: ['provisional'] });
    expect(figure('availability', sums({ unplannedShifts: 1, openParts: 1 }))).toMatchObject({
      reason: 'NO_PLAN',
      flags: ['provisional'],
    });
  });
});

describe('absence', () => {
  const days = (...absent: readonly (readonly [string, bigint])[]) =>
    absent.map(([date, hours]) => attended(8_000n, hours, 'sick', date));

  it('ends a spell only on a day of work', () => {
    const row = absenceSpells(
      [
        ...days(['2026-03-05', 8_000n], ['2026-03-06', 8_000n], ['2026-03-09', 8_000n], ['2026-03-10', 0n]),
        ...days(['2026-03-11', 4_000n], ['2026-03-12', 1_000n], ['2026-03-13', 8_000n]),
        attended(8_000n, 8_000n, 'holiday', '2026-03-16'),
        ...days(['2026-03-17', 8_000n]),
      ],
      '2026-03-31',
    );
    expect(row).toEqual(sums({ spells: 3, absentDays: '5.5' }));
  });

  it('counts a spell that began earlier once, with its days inside', () => {
    const long = days(['2025-03-31', 8_000n], ['2025-04-01', 8_000n], ['2025-04-02', 8_000n], ['2025-04-03', 8_000n]);
    expect(absenceSpells(long, '2026-03-31')).toEqual(sums({ spells: 1, absentDays: 2 }));
  });

  it('of nobody is nothing', () => {
    expect(value('bradford', absenceSpells([], '2026-03-31'))).toBe('0.00');
    expect(value('bradford', sumOf([]))).toBe('0.00');
  });
});
