import { createHash } from 'node:crypto';
import { type ClientBase, type Pool, escapeIdentifier } from 'pg';

/** A table or view, by schema and name. */
export interface Relation {
  readonly schema: string;
  readonly name: string;
}

/**
 * The same for the same rows, in whatever order they lie. Worked out in the database, where workers share it: two hashes
 * of each row's values, each summed over all rows. Good for telling two slots of one database apart, not for anyone who
 * wants to cheat.
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

/** The same of views, `<schema>.<view>`, whose rows the connection need not be able to read. */
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
