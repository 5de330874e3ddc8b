import type { Latencies } from './latency';
import type { DurableServer } from './server';

/** The goal of a figure; both bounds are inclusive. */
export interface Goal {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One side of a comparison, over all its rounds. */
export interface Side {
  readonly name: string;
  /** Median over the rounds. */
  readonly perSecond: number;
  readonly latency?: Latencies;
  /** Seconds of CPU that the measuring process itself used per second of the measurement; 1 is a full core. */
  readonly loadCpu?: number;
}

/** The details behind a figure: both sides, the spread of the rounds, and other figures that help to read it. */
export interface Detail {
  readonly sides?: readonly Side[];
  /** The ratio of each round, in order. */
  readonly rounds?: readonly number[];
  readonly notes?: Readonly<Record<string, number | string>>;
}

export interface FigureMeasurement {
  readonly id: string;
  readonly title: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: Goal;
  readonly detail: Detail;
}

export interface Settings {
  readonly rounds: number;
  /** Of each side in each round, after its warm-up. */
  readonly seconds: number;
  readonly warmupSeconds: number;
  /** Scales the sizes of data sets; the goals are stated for 1. */
  readonly scale: number;
  readonly seed: number;
}

export interface Bench {
  readonly settings: Settings;
  /** The one durable Postgres of this run. */
  readonly server: DurableServer;
  log(line: string): void;
}

/** One entry of the bench: measures one figure, or several from the same rounds. */
export interface BenchEntry {
  /** The name for `--only`. */
  readonly name: string;
  readonly measure: (bench: Bench) => Promise<readonly FigureMeasurement[]>;
}

/** The shape that `--json` prints. */
export interface Figure {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: string | null;
  readonly met: boolean | null;
  readonly detail: Detail;
}

export function goalText(goal: Goal | undefined): string | null {
  if (!goal) return null;
  const bounds = [
    ...(goal.atLeast === undefined ? [] : [`≥ ${goal.atLeast}`]),
    ...(goal.atMost === undefined ? [] : [`≤ ${goal.atMost}`]),
  ];
  return bounds.join(' and ');
}

export function isMet({ value, goal }: FigureMeasurement): boolean | null {
  if (!goal) return null;
  return value >= (goal.atLeast ?? -Infinity) && value <= (goal.atMost ?? Infinity);
}

export function figureOf(measurement: FigureMeasurement): Figure {
  const { id, value, unit, detail } = measurement;
  return { id, value, unit, goal: goalText(measurement.goal), met: isMet(measurement), detail };
}
