import fc from 'fast-check';
import type { KpiGrouping } from '#contracts/kpi/kpi-words';
import { daysAfter } from '#contracts/values/local-date';
import { currentFormula } from '../formula/formulas';
import { bucketOf, comparedPeriod, type Grain } from './buckets';
import { dayOf, drawnDay, entries, figure, figuresBy, sums } from './figures.fixture';
import type { GroupedCell } from './figures-by';
import { figureOf } from './figure-of';
import { sumOf } from './sums';

type FigureRequest = Parameters<typeof figuresBy>[1];

const YEAR = { from: '2026-01-01', to: '2026-12-31' };
const MARCH = { from: '2026-03-01', to: '2026-03-31' };
const request = (more: Partial<FigureRequest> = {}): FigureRequest => ({
  period: MARCH,
  grain: 'day',
  groupBy: [],
  formulas: [currentFormula('availability')],
  ...more,
});
const cell = (date: string, line: string, production: number, other: number): GroupedCell => ({
  date,
  group: { line },
  sums: sums({ production, other }),
});

describe('the buckets of a period', () => {
  it.each<[string, Grain, string, string]>([
    ['2026-03-29', 'day', '2026-03-29', '2026-03-29'],
    ['2026-03-29', 'week', '2026-03-23', '2026-03-29'],
    ['2026-03-01', 'week', '2026-03-01', '2026-03-01'],
    ['2026-03-31', 'week', '2026-03-30', '2026-03-31'],
    ['2026-03-29', 'month', '2026-03-01', '2026-03-31'],
    ['2026-03-29', 'year', '2026-03-01', '2026-03-31'],
    ['2026-03-29', 'total', '2026-03-01', '2026-03-31'],
  ])('of %s by %s', (date, grain, from, to) => {
    expect(bucketOf(date, grain, MARCH)).toEqual({ from, to });
  });

  it.each([
    ['previous', '2026-03-01', '2026-03-31', '2026-02-01', '2026-02-28'],
    ['previous', '2026-01-01', '2026-02-28', '2025-11-01', '2025-12-31'],
    ['previous', '2026-03-02', '2026-03-08', '2026-02-23', '2026-03-01'],
    ['year', '2024-02-29', '2024-02-29', '2023-02-28', '2023-02-28'],
    ['year', '2025-02-01', '2025-02-28', '2024-02-01', '2024-02-29'],
    ['year', '2026-03-02', '2026-03-08', '2025-03-02', '2025-03-08'],
  ] as const)('%s of %s to %s', (comparison, from, to, start, end) => {
    expect(comparedPeriod({ from, to }, comparison, 'day')).toEqual({ from: start, to: end });
  });

  it.each([
    ['year', '2026-03-02', '2026-03-08', '2025-03-03', '2025-03-09'],
    ['year', '2026-03-04', '2026-03-06', '2025-03-05', '2025-03-07'],
    // The first week of 2026 begins in 2025, that of 2025 in 2024.
    ['year', '2025-12-29', '2026-01-04', '2024-12-30', '2025-01-05'],
    // 2026 has 53 weeks, 2025 and 2027 have 52.
    ['year', '2026-12-28', '2027-01-03', '2025-12-22', '2025-12-28'],
    ['year', '2027-01-04', '2027-01-10', '2025-12-29', '2026-01-04'],
    ['previous', '2026-03-02', '2026-03-08', '2026-02-23', '2026-03-01'],
  ] as const)('%s of the week %s to %s', (comparison, from, to, start, end) => {
    expect(comparedPeriod({ from, to }, comparison, 'week')).toEqual({ from: start, to: end });
  });

  it('of a year before are of the same weekdays, and whole weeks stay whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36_524 }), (days) => {
        const date = daysAfter('2000-01-01', days);
        const { from, to } = bucketOf(date, 'week', { from: '1900-01-01', to: '2199-12-31' });
        const before = comparedPeriod({ from, to }, 'year', 'week');
        expect(bucketOf(before.from, 'week', { from: '1900-01-01', to: '2199-12-31' })).toEqual(before);
        const { from: same } = comparedPeriod({ from: date, to: date }, 'year', 'week');
        const ahead = (Date.parse(date) - Date.parse(same)) / 86_400_000;
        expect([364, 371]).toContain(ahead);
      }),
      { numRuns: 100 },
    );
  });
});

describe('figures by group', () => {
  it('C1: have one total that is a ratio of sums, whatever the grain', () => {
    const cells = [cell('2026-03-02', 'A', 378, 42), cell('2026-03-03', 'B', 60, 60)];
    for (const grain of ['shift', 'day', 'week', 'month', 'year', 'total'] as const) {
      expect(figuresBy(cells, request({ grain })).totals.map(({ value }) => value)).toEqual(['81.11']);
    }
    const byLine = figuresBy(cells, request({ grain: 'month', groupBy: ['line'] }));
    expect(byLine.items.map(({ group, figures }) => [group, figures[0]?.value])).toEqual([
      [{ line: 'A' }, '90.00'],
      [{ line: 'B' }, '50.00'],
    ]);
  });

  it('are in order of time, and leave out what is not of the period', () => {
    const cells = ['2026-03-09', '2026-03-02', '2026-04-01', '2026-02-28'].map((date) => cell(date, 'A', 1, 0));
    expect(figuresBy(cells, request()).items.map(({ from }) => from)).toEqual(['2026-03-02', '2026-03-09']);
  });

  it('say that production time was shared out by product alone', () => {
    const cells = drawnDay({
      shift: 480,
      entries: entries([
        { product: 'A', good: 100 },
        { product: 'B', good: 300 },
      ]),
      standards: { A: { runSeconds: '60' }, B: { runSeconds: '60' } },
    }).map(({ date, product, shift, sums: of }) => ({ date, group: { product, shift }, sums: of }));
    const formulas = [currentFormula('effectiveness')];
    const byProduct = figuresBy(cells, request({ formulas, groupBy: ['product'] }));
    expect(byProduct.items.map(({ group, figures }) => [group.product, figures[0]?.value, figures[0]?.flags])).toEqual([
      ['A', '83.33', ['estimated']],
      ['B', '83.33', ['estimated']],
    ]);
    expect(byProduct.totals[0]).toMatchObject({ value: '83.33', flags: [] });
  });

  it('have the same total for every split, and the total of one group is its figure', () => {
    const drawn = fc.array(
      fc.record({
        date: fc.constantFrom('2026-03-02', '2026-03-03', '2026-03-15', '2026-04-01', '2026-12-31'),
        line: fc.constantFrom('A', 'B'),
        shift: fc.constantFrom('early', 'late'),
        production: fc.integer({ min: 0, max: 9_999 }),
        other: fc.integer({ min: 0, max: 9_999 }),
        good: fc.integer({ min: 0, max: 99 }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    const groupBy = fc.subarray<KpiGrouping>(['line', 'shift']);
    const grain = fc.constantFrom<Grain>('shift', 'day', 'week', 'month', 'year', 'total');
    const formulas = ['availability', 'quality_ratio', 'oee'].map((kpi) => currentFormula(kpi as 'oee'));
    fc.assert(
      fc.property(drawn, groupBy, grain, (rows, by, of) => {
        const cells = rows.map(({ date, line, shift, ...each }) => ({
          date,
          group: { line, shift },
          sums: sums(each),
        }));
        const whole = sumOf(cells.map((each) => each.sums));
        const expected = formulas.map((formula) => figureOf(formula, whole));
        const table = figuresBy(cells, { period: YEAR, grain: of, groupBy: by, formulas });
        expect(table.totals).toEqual(expected);
        if (table.items.length === 1) expect(table.items[0]?.figures).toEqual(table.totals);
      }),
      { numRuns: 80 },
    );
  });
});

describe('labour of several products in one shift', () => {
  it('counts the people of the shift once', () => {
    const day = dayOf({
      shift: 480,
      entries: entries([
        { product: 'A', good: 100, people: 10 },
        { product: 'B', good: 300, people: 10 },
      ]),
      standards: {
        A: { runSeconds: '60', labourHours: '0.1' },
        B: { runSeconds: '60', labourHours: '0.1' },
      },
    });
    expect(figure('labour_efficiency', day)).toMatchObject({
      value: '50.00',
      numerator: '144000',
      denominator: '288000',
      flags: ['estimated'],
    });
  });
});
