import type { ConnectionBudget, EventLog } from '#libs/event-log';
import type { RoleSet } from '#libs/read-models';
import type { EventDecoder } from '../declare/event-decoding';
import type { Projection } from '../declare/projection';
import type { LogReader } from '../log-reading/log-reader';
import type { FillLimits } from '../slots/fill';
import type { EnginePoolSizes } from './engine-connections';

export interface ProjectionEngineOptions {
  /** The URL of a login that is a member of the roles. `projectionMigrations` have run on its database. */
  readonly url: string;
  /** Default: those of all services. */
  readonly roles?: RoleSet;
  readonly log: EventLog;
  /** Shared with the reactors of the process. The caller closes it, after the engine has stopped. */
  readonly reader: LogReader;
  readonly decoder: EventDecoder;
  readonly projections: readonly Projection[];
  /**
   * Called with each fault that the engine recovers from by itself, and when a projection stops. Holds no personal
   * data.
   */
  readonly onFault?: (error: unknown, projection?: string) => void;
  /** The most connections of each kind. Default: 6. */
  readonly poolSizes?: EnginePoolSizes;
  /** The budget of the process's connections. Default: none, connections are not counted. */
  readonly budget?: ConnectionBudget;
  /** How long a process that does not answer keeps its projections. Default 5,000. */
  readonly leaseMs?: number;
  /** Pauses before a failing event is folded again; after the last it is parked. Default 10 and 50. */
  readonly retryMs?: readonly number[];
  /** The size of one write while a slot is filled. Default: 16,384 rows, or the rows of 32,768 events. */
  readonly fill?: FillLimits;
  /** The attempts to switch or drop a view or table that queries hold. Default 60, within a minute. */
  readonly switchAttempts?: number;
}

/** Measurements of one projection. */
export interface ProjectionGauge {
  readonly projection: string;
  readonly version: number;
  readonly slot: string;
  readonly role: string;
  readonly lagEvents: number;
  readonly lagSeconds: number;
  readonly rate: number;
  readonly paused: boolean;
  readonly stopped: boolean;
}
