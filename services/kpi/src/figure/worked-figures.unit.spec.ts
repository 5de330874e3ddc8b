import { dayOf, entries, figure, stopsOf, sums, value, type DrawnDay } from './figures.fixture';
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
