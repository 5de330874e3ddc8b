import { setTimeout as delay } from 'node:timers/promises';

interface Step {
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/** The longest time of one step, in milliseconds, so that it cannot hold up the others. */
const STEP_TIMEOUT_MS = 12_000;

/**
 * The steps of a stop, in the reverse order of the start. A step that fails or takes too long is reported, and the next
 * one runs: the servers are stopped in any case.
 */
export class StopSequence {
  private readonly steps: Step[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly failed: (name: string, error: unknown) => void) {}

  /** To be called as soon as something was started. */
  add(name: string, stop: () => Promise<void>): void {
    this.steps.push({ name, stop });
  }

  /** Several callers share one run. */
  run(stepTimeoutMs = STEP_TIMEOUT_MS): Promise<void> {
    this.running ??= this.runOnce(stepTimeoutMs);
    return this.running;
  }

  private async runOnce(stepTimeoutMs: number): Promise<void> {
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      const { name, stop } = step;
      const settled = new AbortController();
      const late = delay(stepTimeoutMs, undefined, { signal: settled.signal }).then(
        () => this.failed(name, new Error(`not stopped after ${stepTimeoutMs} ms`)),
        () => undefined,
      );
      const stopped = stop()
        .catch((error: unknown) => this.failed(name, error))
        .finally(() => settled.abort());
      await Promise.race([stopped, late]);
    }
  }
}
