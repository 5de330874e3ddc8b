import fc from 'fast-check';
import { daysAfter } from '#contracts/values/local-date';
import { GRAINS, bucketOf, type Dates, type Grain } from '../figure/buckets';
import { figure, value } from '../figure/figures.fixture';
import { sumOf } from '../figure/sums';
import { inspectionSums, type InspectedPart, type InspectionSetup } from './inspection-sums';

const march: Dates = { from: '2026-03-01', to: '2026-03-31' };
const counted = (parts: readonly InspectedPart[]) => parts.filter(({ firstPassInspected }) => firstPassInspected > 0n);
const setup = (parts: readonly InspectedPart[], more: Partial<InspectionSetup> = {}): InspectionSetup => ({
  period: march,
  grain: 'day',
  counted: counted(parts),
  opportunitiesOf: () => 5,
  areaOf: (lineId) => (lineId === 'L1' ? 'Filling' : null),
  ...more,
});
const NOTHING = {
  firstPassInspected: 0n,
  firstPassGood: 0n,
  defectiveInspected: 0n,
  defectiveUnits: 0n,
  defectsInspected: 0n,
  defects: 0n,
  reworked: 0n,
  repaired: 0n,
  scrapped: 0n,
};
const part = (more: Partial<InspectedPart>): InspectedPart => ({
  date: '2026-03-02',
  lineId: 'L1',
  product: 'P-1',
  productKey: 'p-1',
  step: 'Test',
  stepKey: 'test',
  opportunities: null,
  ...NOTHING,
  ...more,
});
/** The first-pass units of a step. */
const step = (name: string, inspected: number, good: number, more: Partial<InspectedPart> = {}) =>
  part({
    step: name,
    stepKey: name.toLowerCase(),
    firstPassInspected: BigInt(inspected) * 1_000n,
    firstPassGood: BigInt(good) * 1_000n,
    ...more,
  });
const cellsOf = (parts: readonly InspectedPart[], more: Partial<InspectionSetup> = {}) =>
  inspectionSums(parts, setup(parts, more));
const all = (parts: readonly InspectedPart[], more: Partial<InspectionSetup> = {}) => cellsOf(parts, more).total;
/** The rolled yield of the cells of a date and line. */
const rolled = (parts: readonly InspectedPart[], date: string, more: Partial<InspectionSetup> = {}, lineId = 'L1') => {
  const cells = cellsOf(parts, more).cells.filter((cell) => cell.date === date && cell.group.line === lineId);
  const shown = figure('rolled_yield', sumOf(cells.map(({ sums }) => sums)));
  return shown.value ?? shown.reason;
};

const fixture = part({
  firstPassInspected: 540_000n,
  firstPassGood: 522_000n,
  defectiveInspected: 540_000n,
  defectiveUnits: 18_000n,
  defectsInspected: 540_000n,
  defects: 24n,
  reworked: 9_000n,
  repaired: 3_000n,
  scrapped: 6_000n,
});

it('the inspection of the fixture gives its figures', () => {
  const found = all([fixture]);
  const kpis = ['first_pass_yield', 'rolled_yield', 'ppm', 'dpmo', 'sigma', 'recovery'] as const;
  expect(kpis.map((kpi) => value(kpi, found))).toEqual(['96.67', '96.67', '33333.33', '8888.89', '3.87', '66.67']);
});

it('its own opportunities count before those of the standard; without any, defects are on neither side', () => {
  expect(value('dpmo', all([{ ...fixture, opportunities: 10 }]))).toBe('4444.44');
  const unknown = all([fixture], { opportunitiesOf: () => null });
  expect(figure('dpmo', unknown)).toMatchObject({ value: null, reason: 'NO_OPPORTUNITIES' });
  expect(figure('sigma', unknown)).toMatchObject({ value: null, reason: 'NO_OPPORTUNITIES' });
  expect(value('ppm', unknown)).toBe('33333.33');
  expect(
    value(
      'dpmo',
      all([fixture, { ...fixture, product: 'Q' }], { opportunitiesOf: ({ product }) => (product === 'Q' ? null : 5) }),
    ),
  ).toBe('8888.89');
});

it('a rolled yield is that of all steps, over dates and spellings', () => {
  const other = { step: 'a', date: '2026-03-03' };
  const parts = [step('A', 60, 58), step('A', 40, 40, other), step('B', 100, 95), step('C', 100, 99)];
  expect(value('rolled_yield', all(parts))).toBe('92.17');
});

describe('a product that lacks one of its steps', () => {
  const parts = [step('A', 100, 98), step('B', 100, 95), step('A', 100, 90, { date: '2026-03-03' })];

  it('has no rolled yield there, and one in the total', () => {
    expect([rolled(parts, '2026-03-02'), rolled(parts, '2026-03-03')]).toEqual(['93.10', 'STEP_MISSING']);
    expect(value('rolled_yield', all(parts))).toBe('89.30');
  });

  it('has the steps of all lines, of the last 90 days up to the dates', () => {
    const apart = [step('A', 100, 98), step('B', 100, 95, { lineId: 'L2' })];
    expect([rolled(apart, '2026-03-02'), rolled(apart, '2026-03-02', {}, 'L2')]).toEqual([
      'STEP_MISSING',
      'STEP_MISSING',
    ]);
    const [one] = apart as [InspectedPart];
    const earlier = (date: string) => [...counted([one]), { ...step('B', 1, 1), date }];
    const since = (date: string) => rolled([one], '2026-03-02', { counted: earlier(date) });
    expect(['2025-12-02', '2025-12-03', '2026-03-03'].map(since)).toEqual(['98.00', 'STEP_MISSING', '98.00']);
  });

  it('is another one than a product without that step', () => {
    const other = step('A', 10, 9, { product: 'P-2', productKey: 'p-2', date: '2026-03-04' });
    expect(rolled([...parts, other], '2026-03-04')).toBe('90.00');
  });

  it('does not lack a step whose first-pass units nobody counts', () => {
    const audit = { ...part({ step: 'Audit', stepKey: 'audit' }), defects: 1n };
    expect(value('rolled_yield', all([step('A', 100, 98), audit]))).toBe('98.00');
  });
});

it('a cell has its line, product, area and step', () => {
  expect(cellsOf([step('Test', 10, 9)]).cells.map(({ group }) => group)).toEqual([
    { line: 'L1', product: 'P-1', area: 'Filling', step: 'Test' },
  ]);
});

it('the figures of a bucket are those of a question about its dates alone, and parts sum to the whole', () => {
  const drawn = fc.record({
    date: fc.integer({ min: 0, max: 60 }).map((days) => daysAfter(march.from, days - 30)),
    lineId: fc.constantFrom('L1', 'L2', null),
    name: fc.constantFrom('A', 'B', 'C'),
    good: fc.nat(10),
  });
  const sumsOf = (parts: readonly InspectedPart[], period: Dates, grain: Grain) => {
    const within = parts.filter(({ date }) => date >= period.from && date <= period.to);
    return inspectionSums(within, setup(parts, { period, grain }));
  };
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 12 }), fc.constantFrom(...GRAINS), (inspections, grain) => {
      const parts = inspections.map(({ name, good, ...more }) => step(name, 10, good, more));
      const { cells, total } = sumsOf(parts, march, grain);
      for (const { date } of cells) {
        const bucket = bucketOf(date, grain, march);
        const alone = sumsOf(parts, bucket, 'total');
        const ofBucket = cells.filter((cell) => bucketOf(cell.date, grain, march).from === bucket.from);
        expect(sumOf(ofBucket.map(({ sums }) => sums))).toEqual(alone.total);
      }
      const whole = sumOf(cells.map(({ sums }) => sums));
      expect(whole.totals).toEqual(total.totals);
      expect(Object.entries(total.steps)).toEqual(
        expect.arrayContaining(Object.entries(whole.steps).filter(([, { inspected }]) => inspected > 0n)),
      );
    }),
    { numRuns: 100 },
  );
});
