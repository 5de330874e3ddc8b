import { escapeIdentifier } from 'pg';
import { SEARCH_ROLE } from './roles';
import { CURRENT_TENANT, type SqlRunner, holders } from './row-security';
import { SEARCH_GRAMS, SEARCH_TEXT } from './search-text';
import { TENANT_COLUMN, type TableLayout } from './table-layout';

/** The index of a search, after `CREATE INDEX … ON …`. */
export function searchIndex(): string {
  return `USING gin (${TENANT_COLUMN}, ${SEARCH_GRAMS})`;
}

/** `inventory.search_item_v1`, quoted. */
export function searchFunction(layout: TableLayout): string {
  return `${escapeIdentifier(layout.schema)}.${escapeIdentifier(`search_${layout.view}`)}`;
}

/**
 * Text search as a function with the rights of a role that no pool sets. The operators of text search are not
 * leakproof, so under the reader's policy Postgres must not use their index. The function's owner may see every row, so
 * the index is used, and the function itself limits the rows to the tenant that is set. Its arguments are those of
 * `searchTerms`.
 */
export async function createSearch(db: SqlRunner, layout: TableLayout): Promise<void> {
  const name = searchFunction(layout);
  const signature = `${name}(integer[], text[])`;
  const keys = layout.key.slice(1);
  const schema = escapeIdentifier(layout.schema);
  await db.query(`
    CREATE OR REPLACE FUNCTION ${name}(grams integer[], patterns text[])
    RETURNS TABLE (${keys.map(({ column, sqlType }) => `${escapeIdentifier(column)} ${sqlType}`).join(', ')})
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    AS $search$
      SELECT ${keys.map(({ column }) => `t.${escapeIdentifier(column)}`).join(', ')}
        FROM ${schema}.${escapeIdentifier(layout.view)} t
       WHERE t.${TENANT_COLUMN} = ${CURRENT_TENANT}
         AND t.${SEARCH_GRAMS} @> grams
         AND t.${SEARCH_TEXT} LIKE ALL (patterns)
    $search$`);
  await db.query(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`);
  const readers = `${holders(layout.schema, 'reader')}, ${holders(layout.schema, 'platform')}`;
  await db.query(`GRANT EXECUTE ON FUNCTION ${signature} TO ${readers}`);
  // A function's new owner must be able to create functions; it has the right only during the change of owner.
  await db.query(`GRANT CREATE ON SCHEMA ${schema} TO ${SEARCH_ROLE}`);
  await db.query(`ALTER FUNCTION ${signature} OWNER TO ${SEARCH_ROLE}`);
  await db.query(`REVOKE CREATE ON SCHEMA ${schema} FROM ${SEARCH_ROLE}`);
}
