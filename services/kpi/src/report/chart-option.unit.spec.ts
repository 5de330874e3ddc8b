import fc from 'fast-check';
import { chartAxis } from './chart-axis';
import { chartOption, type ChartPoint } from './chart-option';

const day = (value: string | null, target: string | null, at = 0): ChartPoint => ({
  label: `day ${at}`,
  value,
  target,
});

/** What ECharts is told, as far as these specs look at it. */
interface Option {
  readonly legend?: { readonly data: readonly { readonly name: string }[] };
  readonly yAxis: { readonly min: number; readonly max: number; readonly axisLabel: { readonly formatter: string } };
  readonly series: readonly { readonly data: readonly (number | null)[] }[];
}
const optionOf = (unit: string, ...points: readonly ChartPoint[]) =>
  chartOption({ title: 'x', unit, points }) as Option;

describe('the scale of a chart', () => {
  it.each<[readonly number[], number, number]>([
    [[100, 100], 97.5, 100],
    [[72.47, 83.58, 85], 70, 90],
    [[1.11, 0.8, 1.5], 0.6, 1.6],
    [[0, 0], 0, 0.01],
  ])('of %j percent goes from %d to %d', (numbers, min, max) => {
    expect(chartAxis(numbers, true)).toMatchObject({ min, max });
  });

  it('holds everything that is drawn, in at most seven steps, and neither less than 0 nor more than 100 for no cause', () => {
    const figures = fc.array(fc.integer({ min: -500, max: 20_000 }), { minLength: 1, maxLength: 28 });
    fc.assert(
      fc.property(figures, (hundredths) => {
        const numbers = hundredths.map((each) => each / 100);
        const { min, max, interval } = chartAxis(numbers, true);
        for (const each of numbers) expect(min <= each && each <= max).toBe(true);
        expect((max - min) / interval).toBeLessThan(7.5);
        expect(min < 0).toBe(numbers.some((each) => each < 0));
        if (max > 100) expect(Math.max(...numbers)).toBeGreaterThan(100);
      }),
    );
  });
});

describe('a chart', () => {
  it('has its unit at the scale, and its target with the value beside the title', () => {
    const { legend, yAxis } = optionOf(' %', day('80.00', '75.00'), day('81.11', '85.00', 1));
    expect(legend?.data).toMatchObject([{ name: 'Target 85.00 %' }]);
    expect(yAxis.axisLabel.formatter).toBe('{value} %');
    expect(yAxis.max).toBeGreaterThan(85);
    expect(optionOf(' h', day('4.00', null))).not.toHaveProperty('legend');
  });

  it('draws a target through dates without a figure where it was the same before and after', () => {
    const points = [null, '75.00', null, '75.00', null, '80.00', null].map((target, at) => day('70.00', target, at));
    expect(optionOf(' %', ...points).series[1]?.data).toEqual([null, 75, 75, 75, null, 80, null]);
  });
});
