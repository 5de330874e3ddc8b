import { type FigureMeasurement, figureOf } from './figure';
import { table } from './report';

const measured = (value: number, goal?: FigureMeasurement['goal']): FigureMeasurement => ({
  id: 'a',
  title: 'a figure',
  value,
  unit: '×',
  ...(goal && { goal }),
  detail: {},
});

describe('a figure', () => {
  it.each([
    [0.8, { atLeast: 0.8 }, '≥ 0.8', true],
    [0.79, { atLeast: 0.8 }, '≥ 0.8', false],
    [1.2, { atMost: 1.2 }, '≤ 1.2', true],
    [1.21, { atMost: 1.2 }, '≤ 1.2', false],
  ])('of %d is held against %j', (value, goal, text, met) => {
    expect(figureOf(measured(value, goal))).toEqual({ id: 'a', value, unit: '×', goal: text, met, detail: {} });
  });

  it('without a goal is neither met nor missed', () => {
    expect(figureOf(measured(3))).toMatchObject({ goal: null, met: null });
  });

  it('that is not a number misses its goal', () => {
    expect(figureOf(measured(NaN, { atLeast: 1 })).met).toBe(false);
  });

  it('is shown in the table beside its goal', () => {
    expect(table([measured(12.345, { atLeast: 10 })])).toContain('| a figure | 12.3 × | ≥ 10 | yes |');
  });
});
