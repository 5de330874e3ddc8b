import type { Pool } from 'pg';
import type { ConnectionBudget, MeasuredConfig } from '#libs/event-log';
import { type RoleConnection, type RoleSet, roleConnection, rolePool } from '#libs/read-models';

const PROJECTOR: Omit<RoleConnection, 'poolSize' | 'role'> = {
  applicationName: 'opsledger projector',
  // A server that does not answer must not hold up leases and live projections.
  statementTimeoutMs: 30_000,
  settings: {
    // Rows are found by their keys, even if the planner still takes a table for empty.
    plan_cache_mode: 'force_generic_plan',
    enable_seqscan: 'off',
    enable_hashjoin: 'off',
    enable_mergejoin: 'off',
    // A paused process must not keep a row locked that the next owner needs.
    idle_in_transaction_session_timeout: '10s',
  },
};

/**
 * For the connections that write rows and their checkpoints. A commit that a crash undoes loses its checkpoint too, and
 * is made again from the log. All other commits (owners, decisions of operators) are durable.
 */
const FOLDING: typeof PROJECTOR = {
  ...PROJECTOR,
  applicationName: 'opsledger folding',
  settings: { ...PROJECTOR.settings, synchronous_commit: 'off' },
};

/**
 * The limit for statements that take long: writing the large batches of a fill, and reading whole tables for a
 * checksum.
 */
const PATIENT_MS = 30 * 60_000;

/** The name of the connection with the lease. The number of these connections is the number of processes that fold. */
export const ENGINE = 'opsledger engine';

/** The most connections of each kind. */
export interface EnginePoolSizes {
  readonly pool: number;
  readonly folding: number;
  readonly filling: number;
}

/** The connections of an engine. */
export interface EngineConnections {
  readonly pool: Pool;
  /** Rows and their checkpoints are written on these. */
  readonly folding: Pool;
  /** The same, for statements that take long. */
  readonly filling: Pool;
  /** For the session that shows that this process is alive. */
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
