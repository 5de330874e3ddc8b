import { performance } from 'node:perf_hooks';
import { LatencyRecorder } from '../latency';
import type { TaskRun, Timing } from './task';

/**
 * Runs `writers` loops side by side, each starting its next operation when the last one has ended, and measures the
 * operations that end after the warm-up and within the time. The first that fails ends the run with its error.
 */
export async function closedLoop(
  writers: number,
  { warmupSeconds, seconds }: Timing,
  operation: (writer: number) => Promise<void>,
): Promise<TaskRun> {
  const latencies = new LatencyRecorder();
  const from = performance.now() + warmupSeconds * 1_000;
  const until = from + seconds * 1_000;
  let operations = 0;
  const loop = async (writer: number): Promise<void> => {
    for (;;) {
      const started = performance.now();
      if (started >= until) return;
      await operation(writer);
      const ended = performance.now();
      if (ended < from || ended > until) continue;
      latencies.record(ended - started);
      operations++;
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => loop(writer)));
  return { operations, seconds, latency: latencies.encode() };
}
