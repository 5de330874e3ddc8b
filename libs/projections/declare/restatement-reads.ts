import type { FoundRows, RestatementRead } from './projection';

type AnyRow = Readonly<Record<string, unknown>>;

/** A value of the column that a read goes by, or several; any text where it reads all. */
export type ReadBound = string | readonly string[];

/** The bound of a read for one head; undefined: nothing is read. */
export function boundOf<Head extends object>(
  read: RestatementRead<Head>,
  head: Head,
  found: FoundRows,
): ReadBound | undefined {
  if ('in' in read) return read.in(head, found);
  if ('from' in read) return read.from(head, found);
  if ('before' in read) return read.before(head, found);
  return read.all(head, found) ? '' : undefined;
}

/** Those of a key's rows that a read with this bound finds. */
export function rowsWithin<Row extends AnyRow>(
  read: RestatementRead<never>,
  rows: readonly Row[],
  bound: ReadBound,
): readonly Row[] {
  if ('all' in read) return rows;
  const valueOf = (row: Row) => String(row[read.by]);
  if ('in' in read) return rows.filter((row) => bound.includes(valueOf(row)));
  if ('from' in read) return rows.filter((row) => valueOf(row) >= bound);
  const before = rows.filter((row) => valueOf(row) < bound);
  return before.toSorted((one, other) => (valueOf(one) < valueOf(other) ? 1 : -1)).slice(0, 1);
}
