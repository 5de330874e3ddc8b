import { chartAxis } from './chart-axis';

/** The data of a chart: one figure over time, as it is drawn. */
export interface Chart {
  readonly title: string;
  /** As it follows a value: ` %`. */
  readonly unit: string;
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
export function chartOption({ title, unit, points }: Chart): object {
  const values = points.map(({ value }) => numberOf(value));
  const targets = bridged(points.map(({ target }) => numberOf(target)));
  const axis = chartAxis(
    [...values, ...targets].filter((each) => each !== null),
    unit.trim() === '%',
  );
  const last = points.findLast(({ target }) => target !== null)?.target;
  const name = `Target ${last}${unit}`;
  const legend = { right: 8, top: 6, data: [{ name, icon: 'rect' }], itemWidth: 18, itemHeight: 3 };
  return {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { color: INK, fontFamily: CHART_FONT },
    title: { text: title, left: 8, top: 4, textStyle: { color: INK, fontSize: 14, fontWeight: 'normal' } },
    ...(last !== undefined && { legend: { ...legend, textStyle: { color: INK } } }),
    grid: { left: 8, right: 24, top: 44, bottom: 8, containLabel: true },
    xAxis: {
      type: 'category',
      data: points.map(({ label }) => label),
      axisLabel: { color: INK, hideOverlap: true },
    },
    yAxis: { type: 'value', ...axis, axisLabel: { color: INK, formatter: `{value}${unit}` } },
    series: [figureSeries(title, values), ...(last === undefined ? [] : [targetSeries(name, targets)])],
  };
}

type Numbers = readonly (number | null)[];

function figureSeries(name: string, data: Numbers): object {
  const lineStyle = { color: LINE, width: 2.5 };
  return { name, type: 'line', data, connectNulls: false, symbolSize: 7, lineStyle, itemStyle: { color: LINE } };
}

function targetSeries(name: string, data: Numbers): object {
  return {
    name,
    type: 'line',
    step: 'middle',
    data,
    connectNulls: false,
    // A dash of its own: a target of one date only would have no line.
    symbol: 'rect',
    symbolSize: [14, 2],
    lineStyle: { color: TARGET, width: 2, type: 'dashed' },
    itemStyle: { color: TARGET },
  };
}

const numberOf = (text: string | null) => (text === null ? null : Number(text));

/** A date without a figure has no target of its own: between two that are alike it was the same. */
function bridged(targets: Numbers): Numbers {
  return targets.map((target, at) => {
    if (target !== null) return target;
    const before = targets.slice(0, at).findLast((each) => each !== null);
    const after = targets.slice(at).find((each) => each !== null);
    return before !== undefined && before === after ? before : null;
  });
}

/** The font that is shipped with the service. */
export const CHART_FONT = 'DejaVu Sans';
