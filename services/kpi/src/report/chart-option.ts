/** The data of a chart: one figure over time, as it is drawn. */
export interface Chart {
  readonly title: string;
  /** Oldest first. */
  readonly points: readonly ChartPoint[];
}

export interface ChartPoint {
  readonly label: string;
  /** Decimal texts of the figure and of its target then; null: a gap. */
  readonly value: string | null;
  readonly target: string | null;
}

/** In pixels of the page; the picture has twice as many. */
export const CHART_WIDTH = 600;
export const CHART_HEIGHT = 240;

const INK = '#1f2933';
const LINE = '#1d4ed8';
const TARGET = '#9a3412';

/** For ECharts, as plain JSON: it goes to another thread. A gap stays a gap, and a target is a step. */
export function chartOption({ title, points }: Chart): object {
  const numbers = (of: (point: ChartPoint) => string | null) =>
    points.map((point) => (of(point) === null ? null : Number(of(point))));
  const hasTarget = points.some(({ target }) => target !== null);
  const line = {
    name: title,
    type: 'line',
    data: numbers(({ value }) => value),
    connectNulls: false,
    symbolSize: 6,
    lineStyle: { color: LINE, width: 2 },
    itemStyle: { color: LINE },
  };
  const target = {
    name: 'Target',
    type: 'line',
    step: 'middle',
    data: numbers((point) => point.target),
    connectNulls: false,
    symbol: 'none',
    lineStyle: { color: TARGET, width: 1, type: 'dashed' },
    itemStyle: { color: TARGET },
  };
  return {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { color: INK, fontFamily: CHART_FONT },
    title: { text: title, left: 8, top: 4, textStyle: { color: INK, fontSize: 14, fontWeight: 'normal' } },
    ...(hasTarget && { legend: { right: 8, top: 6, data: ['Target'], textStyle: { color: INK } } }),
    grid: { left: 8, right: 24, top: 40, bottom: 8, containLabel: true },
    xAxis: {
      type: 'category',
      data: points.map(({ label }) => label),
      axisLabel: { color: INK, hideOverlap: true },
    },
    yAxis: { type: 'value', scale: true, axisLabel: { color: INK } },
    series: hasTarget ? [line, target] : [line],
  };
}

/** The font that is shipped with the service. */
export const CHART_FONT = 'DejaVu Sans';
