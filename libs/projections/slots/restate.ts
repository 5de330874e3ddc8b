import type { Pool } from 'pg';
import type { EntityClass } from '#libs/read-models';
import type { Restatement, RestatementRead } from '../declare/projection';
import { RestatementFailed } from '../engine/problems';
import { readKeys, type KeyBound, type KeyRows } from '../storage/key-reads';
import type { Row, TableStore } from '../storage/table-store';

type Head = Row & { readonly tenantId: string };
type AnyRead = RestatementRead<Head>;
type AnyRestatement = Restatement<Head>;

/** The rows of a batch, as its restatement needs them. */
export interface RestatedBatch {
  rowsOf(store: TableStore): Iterable<Row>;
  knows(store: TableStore, row: Row): boolean;
  overwrite(store: TableStore, row: Row): void;
  remove(store: TableStore, row: Row): void;
}

interface DueKey {
  readonly head: Head;
  readonly key: string;
  readonly found: (readonly Row[])[];
}

/** Restates the keys whose heads the batch has left due. @throws RestatementFailed */
export async function restate(
  declared: Restatement<never>,
  keyColumn: string,
  batch: RestatedBatch,
  stores: ReadonlyMap<EntityClass, TableStore>,
  db: Pick<Pool, 'query'>,
): Promise<void> {
  const { head: table, isDue, reads, fold } = declared as unknown as AnyRestatement;
  const storeOf = (type: EntityClass) => stores.get(type) as TableStore;
  const due: DueKey[] = [];
  for (const head of batch.rowsOf(storeOf(table))) {
    if (folding(() => isDue(head as Head))) due.push({ head: head as Head, key: String(head[keyColumn]), found: [] });
  }
  if (due.length === 0) return;
  for (const read of reads) {
    const rows = await readFor(due, read, { keyColumn, store: storeOf(read.table), batch, db });
    for (const [index, { found }] of due.entries()) found.push(rows[index] as readonly Row[]);
  }
  for (const { head, found } of due) {
    folding(() => {
      for (const { table: type, row, gone } of fold(head, found)) {
        if (gone) batch.remove(storeOf(type), row);
        else batch.overwrite(storeOf(type), row);
      }
    });
  }
}

function folding<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new RestatementFailed('a restatement was not folded', { cause: error });
  }
}

interface Reading {
  readonly keyColumn: string;
  readonly store: TableStore;
  readonly batch: RestatedBatch;
  readonly db: Pick<Pool, 'query'>;
}

/** The rows of one read, for each key. */
async function readFor(due: readonly DueKey[], read: AnyRead, reading: Reading): Promise<readonly (readonly Row[])[]> {
  const { keyColumn, store, batch, db } = reading;
  const bounds = due.map(({ head, found }) => folding(() => boundOf(read, head, found)));
  const asked: KeyRows[] = [];
  for (const [index, bound] of bounds.entries()) {
    const { head, key } = due[index] as DueKey;
    if (bound !== undefined) asked.push({ index, tenantId: head.tenantId, key, bound });
  }
  const rows: Row[][] = due.map(() => []);
  if (asked.length === 0) return rows;
  const inTables = await readKeys(db, store, keyColumn, read, asked);
  for (const { index, row } of inTables) if (!batch.knows(store, row)) rows[index]?.push(row);
  const byKey = new Map(asked.map((each) => [`${each.tenantId} ${each.key}`, each]));
  for (const row of batch.rowsOf(store)) {
    const found = byKey.get(`${String(row.tenantId)} ${String(row[keyColumn])}`);
    if (found && isWithin(read, row, found.bound)) rows[found.index]?.push(row);
  }
  return 'before' in read ? rows.map((found) => lastOf(found, read.by)) : rows;
}

function boundOf(read: AnyRead, head: Head, found: readonly (readonly Row[])[]): KeyBound | undefined {
  if ('in' in read) return read.in(head, found);
  if ('from' in read) return read.from(head, found);
  if ('before' in read) return read.before(head, found);
  return read.all(head, found) ? '' : undefined;
}

/** Whether a row of the batch is one of those that are read. */
function isWithin(read: AnyRead, row: Row, bound: KeyBound): boolean {
  if ('all' in read) return true;
  const value = String(row[read.by]);
  if ('in' in read) return bound.includes(value);
  return 'from' in read ? value >= bound : value < bound;
}

/** The last one of the table and of the batch. */
function lastOf(rows: readonly Row[], by: string): Row[] {
  return rows.toSorted((one, other) => (String(one[by]) < String(other[by]) ? 1 : -1)).slice(0, 1);
}
