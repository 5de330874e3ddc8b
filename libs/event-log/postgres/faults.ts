import { DatabaseError } from 'pg';

/**
 * SQLSTATE classes and codes that say nothing about the statement: connection lost (08), too few resources (53), a
 * conflict of transactions (40), an operator or a time-out stepped in (57, 25P03, 25P04, 55P03), the system failed
 * (58), the server has become a standby (25006), a plan from before a migration (0A000).
 */
const PASSING = /^(08|40|53|57|58)|^(0A000|25006|25P03|25P04|55P03)$/;

/** Whether the same statement may succeed a moment later on a new connection: the server is away or strained. */
export function isPassing(error: unknown): boolean {
  if (error instanceof DatabaseError) return PASSING.test(error.code ?? '');
  return !(error instanceof TypeError || error instanceof RangeError);
}

/** The unique constraint that a row would break; undefined for every other fault. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof DatabaseError && error.code === '23505' ? (error.constraint ?? '') : undefined;
}

/** Whether the server refuses a value (22: data, 23: integrity), so that trying again cannot help. */
export function isBadData(error: unknown): boolean {
  return error instanceof DatabaseError && /^2[23]/.test(error.code ?? '');
}

export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
