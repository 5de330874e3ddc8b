/** A scale of round numbers around all that is drawn. */
export interface ChartAxis {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
}

const STEPS = 5;
/** Of the span, and of the values where they hardly differ: a line that is level stays one. */
const MARGIN = { ofSpan: 0.1, ofValue: 0.025 } as const;

/** What is never negative has no scale below 0, and a percentage up to 100 none above 100. */
export function chartAxis(numbers: readonly number[], isPercentage: boolean): ChartAxis {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const margin = Math.max((high - low) * MARGIN.ofSpan, Math.abs(high) * MARGIN.ofValue, 0.01);
  const from = low >= 0 ? Math.max(0, low - margin) : low - margin;
  const to = isPercentage && high <= 100 ? Math.min(100, high + margin) : high + margin;
  const interval = roundStep((to - from) / STEPS);
  // Sums of a step such as 0.1 are not exact.
  const at = (steps: number) => Number((steps * interval).toPrecision(12));
  return { min: at(Math.floor(from / interval)), max: at(Math.ceil(to / interval)), interval };
}

/** 1, 2 or 5 times a power of ten. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const digit = [1, 2, 5, 10].find((each) => each * power >= size * (1 - 1e-9)) ?? 10;
  return Number((digit * power).toPrecision(12));
}
