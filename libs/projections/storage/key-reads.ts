import { type Pool, escapeIdentifier } from 'pg';
import type { RestatementRead } from '../declare/projection';
import type { ReadBound } from '../declare/restatement-reads';
import type { Row, TableStore } from './table-store';

/** One key whose rows are read. */
export interface KeyRows {
  /** Comes back with each row. */
  readonly index: number;
  readonly tenantId: string;
  readonly key: string;
  readonly bound: ReadBound;
}

/**
 * Reads rows of many keys in one statement, along the index on organisation, key and the column that the read goes by.
 * The column is text that sorts by its code points, or an id. Each row comes with `index_of_key`.
 */
export async function readKeys(
  db: Pick<Pool, 'query'>,
  store: TableStore,
  keyColumn: string,
  read: RestatementRead<never>,
  keys: readonly KeyRows[],
): Promise<(Row & { readonly index_of_key: number })[]> {
  // A key with several values is asked for once for each.
  const asked = keys.flatMap(({ bound, ...key }) =>
    (typeof bound === 'string' ? [bound] : bound).map((value) => ({ ...key, value })),
  );
  const { rows } = await db.query<Row & { index_of_key: number }>({
    text: statementOf(store, keyColumn, read),
    values: [
      asked.map(({ index }) => index),
      asked.map(({ tenantId }) => tenantId),
      asked.map(({ key }) => key),
      asked.map(({ value }) => value),
    ],
  });
  return rows;
}

function statementOf(store: TableStore, keyColumn: string, read: RestatementRead<never>): string {
  const key = store.columnOf(keyColumn);
  const by = 'by' in read ? store.columnOf(read.by) : undefined;
  const bound = by ? ` AND t.${escapeIdentifier(by.column)} ${comparison(read)} k.bound::${by.baseType}` : '';
  const last = by && 'before' in read ? ` ORDER BY t.${escapeIdentifier(by.column)} DESC LIMIT 1` : ' OFFSET 0';
  return `
    SELECT k.index_of_key, found.*
      FROM unnest($1::int[], $2::uuid[], $3::text[], $4::text[]) AS k(index_of_key, tenant_id, key, bound)
     CROSS JOIN LATERAL (
       SELECT ${store.aliased(read.columns)}
         FROM ${store.table} t
        WHERE t.tenant_id = k.tenant_id AND t.${escapeIdentifier(key.column)} = k.key::${key.baseType}${bound}${last}
     ) AS found`;
}

function comparison(read: RestatementRead<never>): '=' | '>=' | '<' {
  if ('in' in read) return '=';
  return 'from' in read ? '>=' : '<';
}
