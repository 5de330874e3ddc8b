import { createHash } from 'node:crypto';
import { type ClientBase, type Pool, escapeIdentifier } from 'pg';

/** A table or view, by schema and name. */
export interface Relation {
  readonly schema: string;
  readonly name: string;
}

/**
 * A checksum that is equal for equal rows, in any order. Postgres computes it in parallel: two hashes of each row, each
 * summed over all rows. It tells two slots of one database apart; it is no protection against forgery.
 */
export async function checksumOf(client: ClientBase, relations: readonly Relation[]): Promise<string> {
  const sums: string[] = [];
  for (const { schema, name } of relations) {
    const { rows } = await client.query<{ sum: string }>(
      `SELECT count(*) || ' ' || coalesce(sum(hash_record_extended(t, 0)), 0)
                       || ' ' || coalesce(sum(hash_record_extended(t, 1)), 0) AS sum
         FROM ${escapeIdentifier(schema)}.${escapeIdentifier(name)} t`,
    );
    sums.push(rows[0]?.sum ?? '');
  }
  return digestOf(sums);
}

/** The same for views, `<schema>.<view>`. The connection needs no right to read their rows. */
export async function checksumOfViews(db: Pick<Pool, 'query'>, views: readonly string[]): Promise<string> {
  const sums: string[] = [];
  for (const view of views) {
    const { rows } = await db.query<{ sum: string }>('SELECT engine.rows_checksum($1) AS sum', [view]);
    sums.push(rows[0]?.sum ?? '');
  }
  return digestOf(sums);
}

function digestOf(sums: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(sums)).digest('hex').slice(0, 32);
}
