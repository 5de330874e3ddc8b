import type { LogFault } from '#libs/event-log';
import type { Logger } from '#libs/observability';

/** The least time between two lines of an operation; faults in between are only counted. */
const SAY_EVERY_MS = 5_000;

/**
 * Logs the faults of the event log that are retried. While its server is away everything retries several times a
 * second, and a line for each would bury the rest of the log. `unsaid` counts the faults since the last line of the
 * operation.
 */
export function logFaultLines(logger: Pick<Logger, 'warn'>, now: () => number): (fault: LogFault) => void {
  const last = new Map<string, { readonly saidAt: number; unsaid: number }>();
  return ({ operation, attempt, error }) => {
    const before = last.get(operation);
    const at = now();
    if (before && at - before.saidAt < SAY_EVERY_MS) {
      before.unsaid += 1;
      return;
    }
    last.set(operation, { saidAt: at, unsaid: 0 });
    const unsaid = before?.unsaid ?? 0;
    logger.warn({ err: error, operation, attempt, unsaid }, 'the event log did not answer; trying again');
  };
}
