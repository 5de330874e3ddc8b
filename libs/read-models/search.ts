import { escapeIdentifier } from 'pg';
import { SEARCH_ROLE } from './roles';
import { CURRENT_TENANT, type SqlRunner, holders } from './row-security';
import { TENANT_COLUMN, type TableLayout } from './table-layout';

/** Further words of a search are ignored. */
const MAX_WORDS = 6;

/** The searched text, as an expression over a row; the trigram index is on the same expression. */
export function searchDocument(layout: TableLayout): string {
  const parts = layout.searched.map((column) => `coalesce(${escapeIdentifier(column)}, '')`);
  return `lower(${parts.join(` || ' ' || `)})`;
}

/** `inventory.search_item_v1`, quoted. */
export function searchFunction(layout: TableLayout): string {
  return `${escapeIdentifier(layout.schema)}.${escapeIdentifier(`search_${layout.view}`)}`;
}

/**
 * Text search as a function with the rights of a role that no pool sets. The operators of text search are not
 * leakproof, so under the reader's policy Postgres must not use their index. The function's owner may see every row, so
 * the index is used, and the function itself limits the rows to the tenant that is set.
 */
export async function createSearch(db: SqlRunner, layout: TableLayout): Promise<void> {
  const name = searchFunction(layout);
  const signature = `${name}(text, text[])`;
  const keys = layout.key.slice(1);
  const schema = escapeIdentifier(layout.schema);
  const document = searchDocument(layout);
  await db.query(`
    CREATE OR REPLACE FUNCTION ${name}(pattern text, further text[])
    RETURNS TABLE (${keys.map(({ column, sqlType }) => `${escapeIdentifier(column)} ${sqlType}`).join(', ')})
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    AS $search$
      SELECT ${keys.map(({ column }) => `t.${escapeIdentifier(column)}`).join(', ')}
        FROM ${schema}.${escapeIdentifier(layout.view)} t
       WHERE t.${TENANT_COLUMN} = ${CURRENT_TENANT}
         AND ${document} LIKE pattern
         AND ${document} LIKE ALL (further)
    $search$`);
  await db.query(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`);
  const readers = `${holders(layout.schema, 'reader')}, ${holders(layout.schema, 'platform')}`;
  await db.query(`GRANT EXECUTE ON FUNCTION ${signature} TO ${readers}`);
  // A function's new owner must be able to create functions; it has the right only during the change of owner.
  await db.query(`GRANT CREATE ON SCHEMA ${schema} TO ${SEARCH_ROLE}`);
  await db.query(`ALTER FUNCTION ${signature} OWNER TO ${SEARCH_ROLE}`);
  await db.query(`REVOKE CREATE ON SCHEMA ${schema} FROM ${SEARCH_ROLE}`);
}

export interface SearchPatterns {
  /** The longest word, by which the index narrows best. */
  readonly pattern: string;
  readonly further: readonly string[];
}

/** The patterns of a search text: each word somewhere in the document. Undefined for a text without words. */
export function searchPatterns(text: string): SearchPatterns | undefined {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);
  const [longest, ...others] = words.toSorted((one, other) => other.length - one.length).map(anywhere);
  return longest === undefined ? undefined : { pattern: longest, further: others };
}

function anywhere(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`;
}
