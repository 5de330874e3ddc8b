import { Pool } from 'pg';
import type { PoolConfig } from 'pg';
import type { ConnectionBudget, MeasuredConfig } from '#libs/event-log';
import { COLUMN_TYPES } from './column-values';
import { RoleClient } from './role-client';
import { ROLES, type Role } from './roles';

export interface RoleConnection {
  readonly role: Role;
  /** The most connections, per process. */
  readonly poolSize: number;
  /** Shown in `pg_stat_activity` and in the server's log. */
  readonly applicationName: string;
  /** The server ends a statement after this time. Default: the role's. */
  readonly statementTimeoutMs?: number;
  /** Of the process's connections. Default: none, nothing is counted. */
  readonly budget?: ConnectionBudget | undefined;
  /** Further session settings: `{ plan_cache_mode: 'force_generic_plan' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Set on every connection: the format of values, and limits on open transactions. */
const SESSION: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  IntervalStyle: 'iso_8601',
  extra_float_digits: '1',
  // Compiling a plan costs more than the short statements here run.
  jit: 'off',
  idle_in_transaction_session_timeout: '60s',
};

const CONNECT_TIMEOUT_MS = 10_000;

const MINUTE_MS = 60_000;
const REQUEST_STATEMENT_MS = 15_000;

/**
 * Statements behind a request are short. Building a table's indexes, filling a rebuild's slot in large batches and
 * comparing its checksum are not; they are cut off only when they can't be making progress any more.
 */
function statementTimeoutOf(role: Role): number {
  if (role === ROLES.migrator || role.endsWith('_owner')) return 6 * 60 * MINUTE_MS;
  return role.endsWith('_projector') ? 30 * MINUTE_MS : REQUEST_STATEMENT_MS;
}

/** The server times out first, where it still can. */
const SILENCE_MS = 2_000;

/** The `pg` configuration to connect as a role, for a pool or a client. */
export function roleConnection(url: string, connection: RoleConnection): PoolConfig & MeasuredConfig {
  const { role, poolSize, applicationName, settings, budget } = connection;
  const statementTimeoutMs = connection.statementTimeoutMs ?? statementTimeoutOf(role);
  const all = { role, ...SESSION, statement_timeout: String(statementTimeoutMs), ...settings };
  return {
    Client: RoleClient,
    query_timeout: statementTimeoutMs + SILENCE_MS,
    connectionString: url,
    options: Object.entries(all)
      .map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, '\\$&')}`)
      .join(' '),
    application_name: applicationName,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types: COLUMN_TYPES,
    keepAlive: true,
    budget,
  };
}

/** A pool of plain connections as a role. `onError` is given errors of idle connections. */
export function rolePool(url: string, connection: RoleConnection, onError: (error: Error) => void): Pool {
  const pool = new Pool(roleConnection(url, connection));
  connection.budget?.add(pool);
  pool.on('error', onError);
  // The pool listens only while a connection is idle. Without a listener, losing a connection between two queries of
  // its user would end the process; the user gets the error at the next query.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
