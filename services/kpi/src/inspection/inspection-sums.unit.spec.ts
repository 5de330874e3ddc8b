import { figuresBy } from '../figure/figures-by';
import { figure, sums, value } from '../figure/figures.fixture';
import { sumOf } from '../figure/sums';
import { currentFormula } from '../formula/formulas';
import { inspectionCells, type InspectedPart, type InspectionSetup } from './inspection-sums';

const setup: InspectionSetup = { opportunitiesOf: () => 5, areaOf: (lineId) => (lineId === 'L1' ? 'Filling' : null) };
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
const all = (parts: readonly InspectedPart[]) => sumOf(inspectionCells(parts, setup).map((cell) => cell.sums));
const rolledBy = (parts: readonly InspectedPart[], groupBy: readonly ('line' | 'product')[]) => {
  const formula = currentFormula('rolled_yield');
  const request = { period: { from: '2026-03-01', to: '2026-03-31' }, grain: 'day' as const, groupBy };
  const { items, totals } = figuresBy(inspectionCells(parts, setup), {
    ...request,
    formulas: formula ? [formula] : [],
  });
  return [...items.map(({ figures: [first] }) => first?.value ?? first?.reason), totals[0]?.value ?? totals[0]?.reason];
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
  const unknown = inspectionCells([fixture], { ...setup, opportunitiesOf: () => null });
  expect(figure('dpmo', sumOf(unknown.map((cell) => cell.sums))).reason).toBe('NO_INSPECTION');
  expect(value('ppm', sumOf(unknown.map((cell) => cell.sums)))).toBe('33333.33');
});

it('a rolled yield is that of all steps, over dates', () => {
  const parts = [step('A', 60, 58), step('A', 40, 40, { date: '2026-03-03' }), step('B', 100, 95), step('C', 100, 99)];
  expect(value('rolled_yield', all(parts))).toBe('92.17');
});

it('of a product without one of its steps it is unknown on that date and line, and known in the total', () => {
  const parts = [
    step('A', 100, 98),
    step('B', 100, 95),
    step('A', 100, 90, { date: '2026-03-03' }),
    step('C', 10, 9, { product: 'P-2', productKey: 'p-2', date: '2026-03-03' }),
  ];
  expect(rolledBy(parts, ['product'])).toEqual(['93.10', 'STEP_MISSING', '90.00', '80.37']);
  expect(rolledBy([step('A', 100, 98), step('B', 100, 95, { lineId: 'L2' })], ['line'])).toEqual([
    'STEP_MISSING',
    'STEP_MISSING',
    '93.10',
  ]);
});

it('a step whose first-pass units nobody counts is missed nowhere', () => {
  expect(
    value('rolled_yield', all([step('A', 100, 98), { ...part({ step: 'Audit', stepKey: 'audit' }), defects: 1n }])),
  ).toBe('98.00');
});

it('products and steps of other spellings are one, by the first of the alphabet', () => {
  const parts = [step('test', 10, 9, { product: 'p-1' }), step('Test', 10, 8, { date: '2026-03-03' })];
  const cells = inspectionCells(parts, setup);
  expect(cells.map(({ group }) => group)).toEqual(
    [1, 2].map(() => ({ line: 'L1', product: 'P-1', step: 'Test', area: 'Filling' })),
  );
  expect(sumOf(cells.map((cell) => cell.sums))).toMatchObject(
    sums(
      { firstPassInspected: 20, firstPassGood: 17 },
      { Test: { inspected: 20_000_000_000n, good: 17_000_000_000n } },
    ),
  );
});
