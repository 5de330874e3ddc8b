import type { Pool } from 'pg';
import type { EventLog } from '#libs/event-log';
import type { TableLayout } from '#libs/read-models';
import type { EventDecoder } from '../declare/event-decoding';
import type { FillLimits } from '../slots/fill';
import type { LogReader } from '../log-reading/log-reader';
import type { SlotName, SlotRecord } from '../slots/slot-record';
import type { RetryPolicy } from '../slots/slot-writer';

/** What workers of one process share. */
export interface WorkerContext {
  readonly pool: Pool;
  /** Connections that rows and their checkpoints are written on. */
  readonly folding: Pool;
  /** The same, for what takes its time. */
  readonly filling: Pool;
  readonly reader: LogReader;
  readonly log: Pick<EventLog, 'readStream'>;
  readonly decoder: EventDecoder;
  readonly retry: RetryPolicy;
  readonly fill: FillLimits;
  /** Builds what a filled slot lacks, or sends it back to the start; the slot is not written meanwhile. */
  readonly finish: (slot: SlotRecord, layouts: readonly TableLayout[], fence: number) => Promise<void>;
  /** Gathers statistics of a slot's tables for the planner. */
  readonly analyze: (slot: SlotName, layouts: readonly TableLayout[]) => Promise<void>;
  /** Slots that no worker of this process looks after, by their keys: nothing may be said of how far they are. */
  readonly absent: Set<string>;
  /** How many events the log is known to have, at least. */
  readonly eventsOfLog: () => number;
  /** Hears of faults that the worker gets over by itself. */
  readonly onFault: (error: unknown, projection: string) => void;
}

/** What a worker tells its owner. */
export interface WorkerEvents {
  /** The in-memory checkpoint has moved. */
  readonly moved: () => void;
  readonly caughtUp: () => void;
  /** Another process owns the projection. */
  readonly lost: () => void;
}
