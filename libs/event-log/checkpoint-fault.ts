import type { EventLog } from './event-log';
import { type Position, START } from './position';

/** The checkpoint of a consumer of the log: its position, and the event there. */
export interface CheckpointPlace {
  readonly position: Position;
  /** Null where it is not known: then only the position is looked at. */
  readonly eventId: string | null;
}

const BEHIND = 'the log is behind the database';
const ADVICE = 'see "The log is behind the database" in docs/operations.md';

/** The log does not have what a consumer has taken from it: going on would pass over events for good. */
export class LogBehind extends Error {
  override readonly name = 'LogBehind';
}

/** @throws LogBehind where a consumer must not go on from its checkpoint; LogUnavailable */
export async function insistOnCheckpoint(
  log: Pick<EventLog, 'head' | 'idAt'>,
  checkpoint: CheckpointPlace,
): Promise<void> {
  const fault = await checkpointFault(log, checkpoint);
  if (fault !== undefined) throw new LogBehind(fault);
}

/** Whether a reason to stop is that the log lacks what was taken from it. */
export function tellsLogBehind(reason: string | null): boolean {
  return reason?.startsWith(BEHIND) ?? false;
}

/**
 * Why a consumer must not go on from its checkpoint: this log has not come so far, or has another event there. Undefined
 * where it may. `head`: of the log, where that was asked already.
 */
export async function checkpointFault(
  log: Pick<EventLog, 'head' | 'idAt'>,
  { position, eventId }: CheckpointPlace,
  head?: Position,
): Promise<string | undefined> {
  if (position === START) return undefined;
  const end = head ?? (await log.head());
  if (position > end) {
    return `${BEHIND}: the checkpoint ${position} lies beyond the log's head ${end}; ${ADVICE}`;
  }
  if (eventId === null) return undefined;
  const found = await log.idAt(position);
  if (found === eventId) return undefined;
  const other = found === undefined ? 'no event' : `event ${found}`;
  return `${BEHIND}: the checkpoint ${position} was at event ${eventId}, and the log has ${other} there; ${ADVICE}`;
}
