const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * A signal to a terminal's or a supervisor's process group reaches a process once by itself and once through npm, which
 * passes it on: only what comes later is somebody's impatience.
 */
const SAME_SIGNAL_MS = 1_000;

/** Aborts `stopping` on the first signal to stop; a second one ends the process at once. */
export function abortOnSignal(stopping: AbortController): void {
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      stopping.abort();
    } else if (performance.now() - firstAt > SAME_SIGNAL_MS) {
      process.stderr.write(`${signal} again: stopping at once\n`);
      // What runs beside us notices that we are gone, and ends by itself.
      process.exit(1);
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
}
