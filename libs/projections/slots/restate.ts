import { setImmediate } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EntityClass } from '#libs/read-models';
import type { Restatement, RestatementRead } from '../declare/projection';
import { RestatementFailed } from '../engine/problems';
import { boundOf, rowsWithin } from '../declare/restatement-reads';
import { readKeys, type KeyRows } from '../storage/key-reads';
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

/** Keys that are restated together: their rows are in memory at once. */
const KEYS_AT_ONCE = 32;
/** A fold takes so long before it is the turn of what else the process has to do. */
const TURN_MS = 10;

/** Restates the keys whose heads the batch has left due. @throws RestatementFailed */
export async function restate(
  declared: Restatement<never>,
  keyColumn: string,
  batch: RestatedBatch,
  stores: ReadonlyMap<EntityClass, TableStore>,
  db: Pick<Pool, 'query'>,
): Promise<void> {
  const restatement = declared as unknown as AnyRestatement;
  const storeOf = (type: EntityClass) => stores.get(type) as TableStore;
  const heads = [...batch.rowsOf(storeOf(restatement.head))] as Head[];
  const due = heads.filter((head) => folding(() => restatement.isDue(head)));
  const reading = { keyColumn, storeOf, batch, byKey: rowsByKey(batch, keyColumn), db };
  for (let from = 0; from < due.length; from += KEYS_AT_ONCE) {
    await restateTogether(restatement, due.slice(from, from + KEYS_AT_ONCE), reading);
  }
}

async function restateTogether(
  { reads, fold }: AnyRestatement,
  heads: readonly Head[],
  reading: Reading,
): Promise<void> {
  const { batch, storeOf, keyColumn } = reading;
  const due = heads.map((head): DueKey => ({ head, key: String(head[keyColumn]), found: [] }));
  for (const read of reads) {
    const rows = await readFor(due, read, reading);
    for (const [index, { found }] of due.entries()) found.push(rows[index] as readonly Row[]);
  }
  for (const { head, found } of due) {
    const rows = folding(() => fold(head, found)[Symbol.iterator]());
    let [since, next] = [performance.now(), folding(() => rows.next())];
    for (; !next.done; next = folding(() => rows.next())) {
      const { table: type, row, gone } = next.value;
      folding(() => (gone ? batch.remove(storeOf(type), row) : batch.overwrite(storeOf(type), row)));
      if (performance.now() - since < TURN_MS) continue;
      await setImmediate();
      since = performance.now();
    }
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
  readonly storeOf: (type: EntityClass) => TableStore;
  readonly batch: RestatedBatch;
  readonly byKey: RowsByKey;
  readonly db: Pick<Pool, 'query'>;
}

type RowsByKey = (store: TableStore, tenantId: string, key: string) => readonly Row[];

/** The batch's rows of one key. A restatement changes rows of its own key alone, so each table is gone through once. */
function rowsByKey(batch: RestatedBatch, keyColumn: string): RowsByKey {
  const known = new Map<TableStore, ReadonlyMap<string, readonly Row[]>>();
  const keyed = (store: TableStore) => {
    const rows = new Map<string, Row[]>();
    for (const row of batch.rowsOf(store)) {
      const key = `${String(row.tenantId)} ${String(row[keyColumn])}`;
      const ofKey = rows.get(key);
      if (ofKey) ofKey.push(row);
      else rows.set(key, [row]);
    }
    known.set(store, rows);
    return rows;
  };
  return (store, tenantId, key) => (known.get(store) ?? keyed(store)).get(`${tenantId} ${key}`) ?? [];
}

/** The rows of one read, for each key. */
async function readFor(due: readonly DueKey[], read: AnyRead, reading: Reading): Promise<readonly (readonly Row[])[]> {
  const { keyColumn, storeOf, batch, byKey, db } = reading;
  const store = storeOf(read.table);
  const asked: KeyRows[] = [];
  for (const [index, { head, key, found }] of due.entries()) {
    const bound = folding(() => boundOf(read, head, found));
    if (bound !== undefined) asked.push({ index, tenantId: head.tenantId, key, bound });
  }
  const rows: Row[][] = due.map(() => []);
  if (asked.length === 0) return rows;
  const inTables = await readKeys(db, store, keyColumn, read, asked);
  for (const row of inTables) if (!batch.knows(store, row)) rows[row.index_of_key]?.push(row);
  for (const { index, tenantId, key, bound } of asked) {
    const own = rows[index] as Row[];
    for (const row of rowsWithin(read, byKey(store, tenantId, key), bound)) own.push(row);
    // The last one of the table and of the batch.
    if ('before' in read) rows[index] = [...rowsWithin(read, own, bound)];
  }
  return rows;
}
