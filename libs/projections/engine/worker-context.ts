import type { Pool } from 'pg';
import type { EventLog } from '#libs/event-log';
import type { TableLayout } from '#libs/read-models';
import type { EventDecoder } from '../declare/event-decoding';
import type { FillLimits } from '../slots/fill';
import type { LogReader } from '../log-reading/log-reader';
import type { SlotName, SlotRecord } from '../slots/slot-record';
import type { RetryPolicy } from '../slots/slot-writer';

/** The context that the workers of one process share. */
export interface WorkerContext {
  readonly pool: Pool;
  /** Rows and their checkpoints are written on these connections. */
  readonly folding: Pool;
  /** The same, for statements that take long. */
  readonly filling: Pool;
  readonly reader: LogReader;
  readonly log: Pick<EventLog, 'readStream'>;
  readonly decoder: EventDecoder;
  readonly retry: RetryPolicy;
  readonly fill: FillLimits;
  /**
   * Gives a filled slot its indexes, or empties it and sends it back to the start. The slot is not written meanwhile.
   */
  readonly finish: (slot: SlotRecord, layouts: readonly TableLayout[], fence: number) => Promise<void>;
  /** Gathers statistics of a slot's tables for the planner. */
  readonly analyze: (slot: SlotName, layouts: readonly TableLayout[]) => Promise<void>;
  /** The keys of slots that no worker of this process folds. The process must state no progress for them. */
  readonly absent: Set<string>;
  /** The least number of events that the log is known to have. */
  readonly eventsOfLog: () => number;
  /** Called with each fault that the worker recovers from by itself. */
  readonly onFault: (error: unknown, projection: string) => void;
}

/** The callbacks by which a worker reports to its owner. */
export interface WorkerEvents {
  /** The in-memory checkpoint has moved. */
  readonly moved: () => void;
  readonly caughtUp: () => void;
  /** Another process owns the projection. */
  readonly lost: () => void;
}
