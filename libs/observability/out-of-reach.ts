/**
 * Classes and codes of SQLSTATE that say nothing about the statement: connection lost (08), a conflict of transactions,
 * on a standby also with what it is catching up with (40), too little of something (53), an operator, a stop or a
 * time-out stepped in (57, 25P03, 25P04, 55P03), the system failed (58), the server has become a standby (25006), a plan
 * from before a migration (0A000).
 */
const AWAY = /^(08|40|53|57|58)...$|^(0A000|25006|25P03|25P04|55P03)$/;

const NETWORK = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/** Of `pg`, which gives the errors that it makes itself no code. */
const CONNECTION =
  /^(Connection terminated|Query read timeout|timeout expired|timeout exceeded when trying to connect)|not queryable$/;

/** Whether a database could not be asked, or was too slow: the same may well succeed a moment later. */
export function isOutOfReach(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '', driverError } = error as { readonly code?: unknown; readonly driverError?: unknown };
  // TypeORM wraps what the driver threw.
  if (driverError instanceof Error && driverError !== error) return isOutOfReach(driverError);
  return AWAY.test(String(code)) || NETWORK.test(String(code)) || CONNECTION.test(error.message);
}
