/**
 * SQLSTATE classes and codes that say nothing about the statement: connection lost (08), a conflict of transactions or,
 * on a standby, with replay (40), too few resources (53), an operator, a stop or a time-out stepped in (57, 25P03,
 * 25P04, 55P03), the system failed (58), the server has become a standby (25006), a plan from before a migration
 * (0A000).
 */
const AWAY = /^(08|40|53|57|58)...$|^(0A000|25006|25P03|25P04|55P03)$/;

const NETWORK = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/** Messages of `pg`, which gives its own errors no code. */
const CONNECTION =
  /^(Connection terminated|Query read timeout|timeout expired|timeout exceeded when trying to connect)|not queryable$/;

interface Thrown {
  readonly code?: unknown;
  readonly driverError?: unknown;
  readonly syscall?: unknown;
}

/** Whether a database could not be asked, or was too slow: the same statement may succeed a moment later. */
export function isOutOfReach(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '', driverError, syscall } = error as Thrown;
  // TypeORM wraps the driver's error.
  if (driverError instanceof Error && driverError !== error) return isOutOfReach(driverError);
  // The socket of an embedded server that is being started again.
  if (code === 'ENOENT' && syscall === 'connect') return true;
  return AWAY.test(String(code)) || NETWORK.test(String(code)) || CONNECTION.test(error.message);
}
