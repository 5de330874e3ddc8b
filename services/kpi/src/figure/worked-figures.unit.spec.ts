import { instantOf } from '#contracts/values/local-time';
import { deliverySums, type Delivery } from '../delivery/on-time';
import { judgedFigure } from '../target/judge-target';
import { linePlan } from '../time/planned-shifts';
import { inForce } from '../time/in-force';
import { changeOf } from './change-of';
import { at, dayOf, drawnDay, entries, figure, stopsOf, sums, value, type DrawnDay } from './figures.fixture';
import { lineDay, lineDaySums } from './line-day';
import { added, sumOf, type Sums } from './sums';

const FACTORS = ['availability', 'effectiveness', 'quality_ratio', 'oee'] as const;
const factors = (of: Sums) => FACTORS.map((kpi) => value(kpi, of));
const other = (minutes: number) => stopsOf([['other', minutes]]);

describe('figures that others print', () => {
  it.each<[string, DrawnDay, readonly string[]]>([
    [
      'W1',
      {
        shift: 480,
        stops: stopsOf([
          ['planned', 60],
          ['breakdown', 47],
        ]),
        entries: entries([{ good: 19_271 - 423, scrap: 423 }]),
        standards: { P: { runSeconds: '1' } },
      },
      ['88.81', '86.11', '97.80', '74.79'],
    ],
    [
      'W3',
      {
        shift: 480,
        stops: other(60),
        entries: entries([{ good: 380, scrap: 20 }]),
        standards: { P: { runSeconds: '60' } },
      },
      ['87.50', '95.24', '95.00', '79.17'],
    ],
    [
      'W4',
      {
        shift: 460,
        stops: other(60),
        entries: entries([{ good: 392, scrap: 8 }]),
        standards: { P: { runSeconds: '30' } },
      },
      ['86.96', '50.00', '98.00', '42.61'],
    ],
    [
      'W5',
      {
        shift: 910,
        stops: stopsOf([
          ['breakdown', 115],
          ['setup', 12],
        ]),
        entries: entries([{ good: 203 }]),
        standards: { P: { runSeconds: '180' } },
      },
      ['86.04', '77.78', '100.00', '66.92'],
    ],
  ])('%s', (_, day, expected) => {
    expect(factors(dayOf(day))).toEqual(expected);
  });

  it('W6: several products, with quality weighted by time', () => {
    const day = (runSeconds: string, made: number, scrap: number, down: number) =>
      dayOf({
        shift: 480,
        stops: stopsOf([
          ['planned', 25],
          ['other', down],
        ]),
        entries: entries([{ good: made - scrap, scrap }]),
        standards: { P: { runSeconds } },
      });
    const [a, b, c] = [day('10', 2_240, 50, 32), day('45', 450, 25, 18), day('70', 229, 11, 60)];
    expect(factors(a)).toEqual(['92.97', '88.26', '97.77', '80.22']);
    expect(factors(b)).toEqual(['96.04', '77.23', '94.44', '70.05']);
    expect(value('oee', c)).toBe('55.90');
    const both = added(a, b);
    expect(factors(both)).toEqual(['94.51', '82.66', '97.21', '75.14']);
    expect(value('oee@1', both)).toBe('75.94');
    expect(value('oee', sumOf([a, b, c]))).toBe('68.72');
    expect(value('oee@1', sumOf([a, b, c]))).toBe('69.54');
  });

  it('W7: a stop without a reason is unplanned, a micro stop stays in production time', () => {
    const stops = stopsOf([
      ['planned', 60],
      ['other', 42],
      ['other', 10],
      ['minor', 5],
    ]);
    const unlabelled = stops.map((stop, index) => (index === 2 ? { ...stop, reason: null } : stop));
    expect(value('availability', dayOf({ shift: 480, stops: stops.slice(0, 2) }))).toBe('90.00');
    expect(value('availability', dayOf({ shift: 480, stops: unlabelled.slice(0, 3) }))).toBe('87.62');
    expect(value('availability', dayOf({ shift: 480, stops: [...stops.slice(0, 2), ...stops.slice(3)] }))).toBe(
      '90.00',
    );
  });

  it('W8, C1, C1b: a total is a ratio of sums', () => {
    const [one, two] = [sums({ production: 378, other: 42 }), sums({ production: 60, other: 60 })];
    expect(value('availability', added(one, two))).toBe('81.11');
    expect(value('quality_ratio', sums({ good: 41, scrap: 259 }))).toBe('13.67');
  });

  it('W9: each product by its own standard', () => {
    const day = (first: number, second: number) =>
      dayOf({
        shift: 378,
        entries: entries([
          { product: 'A', good: first },
          { product: 'B', good: second },
        ]),
        standards: { A: { runSeconds: '20' }, B: { runSeconds: '18' } },
      });
    expect(value('effectiveness', day(500, 500))).toBe('83.77');
    expect(value('effectiveness', day(800, 200))).toBe('86.42');
  });

  it('W10: a standard of a carton of 12 counts for its packs', () => {
    const day = dayOf({ shift: 420, entries: entries([{ good: 1_200 }]), standards: { P: { runSeconds: '18' } } });
    expect(figure('effectiveness', day)).toMatchObject({ value: '85.71', numerator: '21600', denominator: '25200' });
  });

  it.each([
    [40, 240_000, '166.67', '5.09'],
    [350, 450_000, '777.78', '4.66'],
    [12, 600, '20000.00', '3.55'],
    [6_210, 1_000_000, '6210.00', '4.00'],
    [66_807, 1_000_000, '66807.00', '3.00'],
    [308_537, 1_000_000, '308537.00', '2.00'],
    [500_000, 1_000_000, '500000.00', '1.50'],
  ])('W13: %i defects in %i opportunities', (defects, opportunities, dpmo, sigma) => {
    const found = sums({ defects, opportunities });
    expect([value('dpmo', found), value('sigma', found)]).toEqual([dpmo, sigma]);
  });

  it.each([
    [
      [
        [950, 1_000],
        [800, 950],
        [700, 800],
      ],
      '70.00',
    ],
    [
      [
        [98, 100],
        [97, 100],
        [99, 100],
        [96, 100],
      ],
      '90.35',
    ],
    [
      [
        [71, 100],
        [97, 100],
        [99, 100],
        [96, 100],
      ],
      '65.45',
    ],
  ])('W14, C2: a rolled yield is rounded once: %j', (yields, expected) => {
    const steps = yields.map(([good, inspected], index) => [
      `step ${index}`,
      { good: BigInt(good as number), inspected: BigInt(inspected as number) },
    ]);
    expect(value('rolled_yield', { totals: {}, steps: Object.fromEntries(steps) })).toBe(expected);
  });

  it.each([
    [1, '25.00'],
    [3, '225.00'],
    [6, '900.00'],
  ])('W15: 25 days in %i spells', (spells, expected) => {
    expect(value('bradford', sums({ spells, absentDays: 25 }))).toBe(expected);
  });

  it('W16: mean times between failures and to restoration', () => {
    const day = dayOf({
      shift: 1_440,
      stops: stopsOf([
        ['breakdown', 120],
        ['breakdown', 240],
        ['breakdown', 180],
      ]),
    });
    const five = sumOf([day, ...Array.from({ length: 4 }, () => dayOf({ shift: 1_440 }))]);
    expect([value('mtbf', five), value('mttr', five)]).toEqual(['37.00', '3.00']);
  });

  it('W17: deliveries on time', () => {
    expect(value('otd_gross', sums({ due: 300, onTime: 250 }))).toBe('83.33');
    expect(value('otd_true', sums({ dueOrders: 1_200, onTimeOrders: 1_080 }))).toBe('90.00');
    expect(value('otd_true', sums({ dueOrders: 450, onTimeOrders: 440 }))).toBe('97.78');
  });

  it.each([
    [5, 2_000, '0.25'],
    [22, 440, '5.00'],
    [20, 140, '14.29'],
  ])('W18: %i absent of %i', (hoursAbsent, hoursScheduled, expected) => {
    expect(value('absenteeism', sums({ hoursAbsent, hoursScheduled }))).toBe(expected);
  });

  it('W19: labour', () => {
    expect(value('labour_efficiency', sums({ labourEarned: 340, labourWorked: 400 }))).toBe('85.00');
    expect(value('labour_efficiency', sums({ labourEarned: 30, labourWorked: 36 }))).toBe('83.33');
  });

  it('W20: ours is not the availability that SMRP divides by 16 hours', () => {
    const day = sums({ planned: '34776', other: '7488', production: '44136' });
    expect(figure('availability', day)).toMatchObject({ value: '85.50', numerator: '44136', denominator: '51624' });
  });
});

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
    expect(judgedFigure('77.00', '2026-01-31', targets)?.status).toBe('green');
    expect(judgedFigure('77.00', '2026-02-01', targets)?.status).toBe('amber');
    expect(judgedFigure('74.99', '2026-03-01', targets)?.status).toBe('red');
    expect(judgedFigure('77.00', '2025-12-31', targets)).toBeUndefined();
    expect(judgedFigure(null, '2026-02-01', targets)).toBeUndefined();
    const lessIsBetter = [{ validFrom: '2026-01-01', green: '1.00', amber: '2.00' }];
    expect(['0.50', '1.50', '2.01'].map((each) => judgedFigure(each, '2026-01-01', lessIsBetter)?.status)).toEqual([
      'green',
      'amber',
      'red',
    ]);
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

describe('deliveries', () => {
  const delivery = (more: Partial<Delivery>): Delivery => ({
    order: 'O',
    requestedOn: null,
    firstPromisedOn: '2026-03-10',
    lastPromisedOn: null,
    deliveredOn: null,
    ordered: 5n,
    delivered: 0n,
    justified: null,
    ...more,
  });
  const march = { from: '2026-03-01', to: '2026-03-31', today: '2026-04-15', against: 'first' as const };
  const done = (deliveredOn: string, more: Partial<Delivery> = {}) => delivery({ deliveredOn, delivered: 5n, ...more });

  it('are due when delivered in the period, or open and overdue', () => {
    const all = [
      done('2026-03-10', { order: 'A' }),
      done('2026-03-11', { order: 'B', justified: 'strike' }),
      delivery({ order: 'C' }),
      delivery({ order: 'D', firstPromisedOn: '2026-04-02' }),
      done('2026-02-28', { order: 'E' }),
      done('2026-04-03', { order: 'F' }),
      done('2026-03-09', { order: 'G', delivered: 4n }),
    ];
    expect(deliverySums(all, march)).toEqual(sums({ due: 5, onTime: 2, justified: 1, dueOrders: 5, onTimeOrders: 1 }));
  });

  it('are judged by the first promise: one that was moved heals nothing', () => {
    const moved = [done('2026-03-12', { lastPromisedOn: '2026-03-12', requestedOn: '2026-03-05' })];
    const onTime = (against: 'requested' | 'first' | 'last') =>
      value('otd_gross', deliverySums(moved, { ...march, against }));
    expect([onTime('first'), onTime('last'), onTime('requested')]).toEqual(['0.00', '100.00', '0.00']);
  });

  it('as of an earlier day have not been delivered yet', () => {
    const today = { ...march, today: '2026-03-11' };
    expect(deliverySums([done('2026-03-12')], today)).toEqual(deliverySums([delivery({})], today));
    expect(figure('otd_gross', deliverySums([delivery({})], { ...march, today: '2026-03-10' })).reason).toBe(
      'NONE_DUE',
    );
  });

  it('of an order are complete with its last line', () => {
    const lines = [done('2026-03-10'), done('2026-03-10', { delivered: 4n })];
    expect(deliverySums(lines, march)).toEqual(
      sums({ due: 2, onTime: 2, justified: 0, dueOrders: 1, onTimeOrders: 0 }),
    );
    const [first] = lines;
    const waiting = [first as Delivery, delivery({ firstPromisedOn: '2026-05-01' })];
    expect(deliverySums(waiting, march)).toEqual(
      sums({ due: 1, onTime: 1, justified: 0, dueOrders: 0, onTimeOrders: 0 }),
    );
  });
});
