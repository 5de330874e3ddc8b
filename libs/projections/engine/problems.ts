import { DomainError } from '#contracts/errors';
import { UnfitValue } from '../declare/row-values';

/** Another process owns the projection by now. This process has written nothing and must not go on. */
export class OwnershipLost extends Error {
  override readonly name = 'OwnershipLost';
}

/**
 * A checkpoint does not stand where its worker expects it: a crash of the server undid commits that it had answered, or
 * an answer was lost. Nothing was written; the worker must read the stored state again.
 */
export class CheckpointUndone extends Error {
  override readonly name = 'CheckpointUndone';
}

/** An operator's command cannot be carried out in the state that the projection is in. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
}

/** A projection breaks its own declaration: a row with another key, or a changed row in an append-only table. */
export class BrokenProjection extends Error {
  override readonly name = 'BrokenProjection';
}

/** A restatement could not be folded. Nothing of its key can be written. */
export class RestatementFailed extends Error {
  override readonly name = 'RestatementFailed';
}

/** Errors of Postgres that a row causes: bad values, broken constraints, values that are too large. */
const CAUSED_BY_DATA = /^(?:22|23|54)/;

interface PostgresError extends Error {
  readonly code: string;
  readonly constraint?: string;
  readonly column?: string;
}

/** Whether writing failed because of what was written, so that writing less of it can succeed. */
export function causedByData(error: unknown): boolean {
  return error instanceof RestatementFailed || (isPostgresError(error) && CAUSED_BY_DATA.test(error.code));
}

/**
 * The text that is kept of an error: enough to find its cause, and no data. Postgres and JavaScript put values into
 * their messages, so only names of rules and places in the code are kept of them.
 */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return 'a value that is not an Error was thrown';
  if (isPostgresError(error)) {
    const about = [error.constraint, error.column].filter(Boolean).join(' ');
    return `Postgres refused the rows (${error.code})${about && `: ${about}`}`;
  }
  if (error instanceof RestatementFailed) return `${error.name}: ${errorText(error.cause)}`;
  if (error instanceof BrokenProjection || error instanceof UnfitValue) return `${error.name}: ${error.message}`;
  const what = error instanceof DomainError ? `${error.name} ${error.code}` : error.name;
  return [what, placeOf(error)].filter(Boolean).join(' ');
}

function isPostgresError(error: unknown): error is PostgresError {
  return error instanceof Error && /^[0-9A-Z]{5}$/.test(String((error as Partial<PostgresError>).code));
}

/** The innermost line of the stack that is in a file of ours: `at levels (stock-level.projection.ts:14:9)`. */
function placeOf(error: Error): string | undefined {
  const line = error.stack?.split('\n').find((text) => /^\s+at /.test(text) && !/node_modules|node:/.test(text));
  const match = line && /at (?:(\S+) )?.*?([^/\\(]+:\d+:\d+)\)?$/.exec(line);
  return match ? `at ${match[1] ?? ''} (${match[2]})` : undefined;
}
