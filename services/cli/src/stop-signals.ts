const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * A signal to a terminal's or a supervisor's process group reaches a process once directly and once through npm, which
 * passes it on: only a later one means that somebody wants to stop at once.
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
      // The other processes notice the exit, and end by themselves.
      process.exit(1);
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
}
