import type { Pool } from 'pg';
import type { ConnectionBudget, MeasuredConfig } from '#libs/event-log';
import { type RoleConnection, type RoleSet, roleConnection, rolePool } from '#libs/read-models';

const PROJECTOR: Omit<RoleConnection, 'poolSize' | 'role'> = {
  applicationName: 'opsledger projector',
  // A server that says nothing must not hold up leases and what is live.
  statementTimeoutMs: 30_000,
  settings: {
    // Rows are found by their keys, whatever the planner makes of a table that was empty when it last looked.
    plan_cache_mode: 'force_generic_plan',
    enable_seqscan: 'off',
    enable_hashjoin: 'off',
    enable_mergejoin: 'off',
    // A paused process must not keep a row locked that the next owner needs.
    idle_in_transaction_session_timeout: '10s',
  },
};

/**
 * Of connections that rows and their checkpoints are written on. A commit that a crash undoes takes its checkpoint with
 * it and is made again from the log; what else is committed (owners, operators' decisions) is durable.
 */
const FOLDING: typeof PROJECTOR = {
  ...PROJECTOR,
  applicationName: 'opsledger folding',
  settings: { ...PROJECTOR.settings, synchronous_commit: 'off' },
};

/** Writing the large batches of a fill, and reading whole tables for a checksum, take their time. */
const PATIENT_MS = 30 * 60_000;

/** The name of the connection with the lease; counting these counts the processes that fold. */
export const ENGINE = 'opsledger engine';

/** Connections at most, of each kind. */
export interface EnginePoolSizes {
  readonly pool: number;
  readonly folding: number;
  readonly filling: number;
}

/** What an engine connects with. */
export interface EngineConnections {
  readonly pool: Pool;
  /** Rows and their checkpoints are written on these. */
  readonly folding: Pool;
  /** The same, for what takes its time. */
  readonly filling: Pool;
  /** Of the session that shows that this process is there. */
  readonly lease: MeasuredConfig;
  /** For making, switching and dropping tables. */
  readonly migrator: MeasuredConfig;
  end(): Promise<void>;
}

export interface EngineConnectionsOptions {
  readonly url: string;
  readonly roles: Pick<RoleSet, 'owner' | 'projector'>;
  readonly sizes: EnginePoolSizes;
  readonly budget?: ConnectionBudget | undefined;
  readonly onFault: (error: unknown) => void;
}

export function engineConnections(options: EngineConnectionsOptions): EngineConnections {
  const { url, roles, sizes, budget, onFault } = options;
  const role = roles.projector;
  const pool = rolePool(url, { ...PROJECTOR, role, budget, poolSize: sizes.pool }, onFault);
  const folding = rolePool(url, { ...FOLDING, role, budget, poolSize: sizes.folding }, onFault);
  const patient = { ...FOLDING, statementTimeoutMs: PATIENT_MS };
  const filling = rolePool(url, { ...patient, role, budget, poolSize: sizes.filling }, onFault);
  return {
    pool,
    folding,
    filling,
    lease: roleConnection(url, { ...PROJECTOR, role, budget, poolSize: 1, applicationName: ENGINE }),
    migrator: roleConnection(url, { role: roles.owner, budget, poolSize: 1, applicationName: 'opsledger slots' }),
    async end() {
      await Promise.all([pool, folding, filling].map((each) => each.end()));
    },
  };
}
