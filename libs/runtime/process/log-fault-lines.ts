import type { LogFault } from '#libs/event-log';
import type { Logger } from '#libs/observability';

/** In between, the faults of an operation are counted only. */
const SAY_EVERY_MS = 5_000;

/**
 * Says what the event log gets over by itself. Everything under way tries again several times a second while the log's
 * server is away: a line for each would bury what else happens. `unsaid` are those since the last line of the operation.
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
