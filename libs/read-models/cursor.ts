import { DomainError } from '#contracts/errors';
import { MAX_CURSOR } from '#contracts/declare/list-request';

/** A sort value of the last row of a page. */
export type CursorValue = string | number | boolean | null;

/**
 * The end of a page, and its list: a cursor holds everything that decides about the next page, so that the next request
 * need not repeat it and may not contradict it.
 */
export interface Cursor {
  readonly list: string;
  /** The request's filters, by name. */
  readonly filters: Readonly<Record<string, unknown>>;
  readonly sort: string;
  readonly q?: string;
  readonly asOf?: string;
  readonly knownAt?: string;
  /** The last row's sort values, in the order of the sort, then its key. */
  readonly after: readonly CursorValue[];
}

/**
 * Opaque to clients: base64url of JSON. Holds nothing that its reader did not see or ask for.
 *
 * @throws RangeError when the list would not accept it back
 */
export function writeCursor({ list, filters, sort, q, asOf, knownAt, after }: Cursor): string {
  const text = Buffer.from(JSON.stringify([list, filters, sort, q, asOf, knownAt, after])).toString('base64url');
  if (text.length > MAX_CURSOR) throw new RangeError(`a cursor of ${list} has ${text.length} characters`);
  return text;
}

/** @throws DomainError `CURSOR_MISMATCH` for text that is not a cursor of this list */
export function readCursor(text: string, list: string): Cursor {
  const parts = parse(text);
  if (!Array.isArray(parts) || parts.length !== 7 || parts[0] !== list) throw mismatch();
  const [, filters, sort, q, asOf, knownAt, after] = parts as unknown[];
  if (!isRecord(filters) || typeof sort !== 'string' || !Array.isArray(after)) throw mismatch();
  if (![q, asOf, knownAt].every((value) => value === null || typeof value === 'string')) throw mismatch();
  return {
    list,
    filters,
    sort,
    ...(typeof q === 'string' && { q }),
    ...(typeof asOf === 'string' && { asOf }),
    ...(typeof knownAt === 'string' && { knownAt }),
    after: after as CursorValue[],
  };
}

/** The values that a valid cursor pins beside its order, by the names of the request's fields. */
export function pinnedBy(text: string): Readonly<Record<string, unknown>> {
  const [, filters, , q, asOf, knownAt] = parse(text) as [string, object, ...unknown[]];
  return { ...filters, q, asOf, knownAt };
}

export function mismatch(what?: string): DomainError {
  const message =
    what === undefined ? undefined : `The cursor was made with another ${what}; leave it out or start anew`;
  return new DomainError('CURSOR_MISMATCH', message, {}, [
    { pointer: '?cursor', code: 'CURSOR_MISMATCH', message: 'belongs to another list' },
  ]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw mismatch();
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
