import type { ConnectionBudget, EventLog } from '#libs/event-log';
import type { RoleSet } from '#libs/read-models';
import type { EventDecoder } from '../declare/event-decoding';
import type { Projection } from '../declare/projection';
import type { LogReader } from '../log-reading/log-reader';
import type { FillLimits } from '../slots/fill';
import type { EnginePoolSizes } from './engine-connections';

export interface ProjectionEngineOptions {
  /** Of a login that is a member of the roles; `projectionMigrations` have run on its database. */
  readonly url: string;
  /** Default: those of all services. */
  readonly roles?: RoleSet;
  readonly log: EventLog;
  /** Shared with the reactors of the process; closed by whoever made it, after this. */
  readonly reader: LogReader;
  readonly decoder: EventDecoder;
  readonly projections: readonly Projection[];
  /** Hears of faults that the engine gets over by itself, and of projections that stop. Holds no personal data. */
  readonly onFault?: (error: unknown, projection?: string) => void;
  /** Connections at most. Default: 6 of each kind. */
  readonly poolSizes?: EnginePoolSizes;
  /** Of the process's connections. Default: none, nothing is counted. */
  readonly budget?: ConnectionBudget;
  /** How long a process that does not answer keeps what it owns. Default 5,000. */
  readonly leaseMs?: number;
  /** Pauses before a failing event is folded again; after the last it is parked. Default 10 and 50. */
  readonly retryMs?: readonly number[];
  /** The size of one write while a slot is filled. Default: 8,192 rows or those of 32,768 events. */
  readonly fill?: FillLimits;
  /** How often a view or table that queries hold is tried to be switched or dropped. Default 60, within a minute. */
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
