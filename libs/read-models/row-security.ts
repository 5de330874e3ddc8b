import { escapeIdentifier } from 'pg';
import { ROLES, type Role, SEARCH_ROLE } from './roles';
import { TENANT_COLUMN } from './table-layout';

/** Whatever runs SQL: a `pg` client or a TypeORM query runner. */
export interface SqlRunner {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

export interface TenantTableAccess {
  /** Roles that write rows of every tenant. */
  readonly writers: readonly Role[];
  /** Whether queries may read it: the reader its tenant's rows, the platform reader all. Default: true. */
  readonly readable?: boolean;
  /** Whether text search functions read it. */
  readonly searched?: boolean;
}

/** An unset setting comes back as the empty string on a pooled connection. */
export const CURRENT_TENANT = `nullif(current_setting('app.tenant', true), '')::uuid`;

/**
 * Puts row-level security on a table with a tenant, and grants its use. The one way that such a table becomes usable at
 * all: without it no role but its owner has a right to it, and the owner sees no row.
 */
export async function protectTenantTable(
  db: SqlRunner,
  schema: string,
  table: string,
  access: TenantTableAccess,
): Promise<void> {
  const name = `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
  await db.query(`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`);
  await db.query(`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`);
  for (const writer of access.writers) {
    await db.query(`CREATE POLICY ${writer}_writes ON ${name} FOR ALL TO ${writer} USING (true) WITH CHECK (true)`);
    await db.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${name} TO ${writer}`);
  }
  if (access.readable ?? true) {
    const own = `${TENANT_COLUMN} = ${CURRENT_TENANT}`;
    await db.query(`CREATE POLICY tenant_reads ON ${name} FOR SELECT TO ${ROLES.reader} USING (${own})`);
    await db.query(`CREATE POLICY platform_reads ON ${name} FOR SELECT TO ${ROLES.platform} USING (true)`);
    await db.query(`GRANT SELECT ON ${name} TO ${ROLES.reader}, ${ROLES.platform}`);
  }
  if (access.searched) {
    await db.query(`CREATE POLICY search_reads ON ${name} FOR SELECT TO ${SEARCH_ROLE} USING (true)`);
    await db.query(`GRANT SELECT ON ${name} TO ${SEARCH_ROLE}`);
  }
}

/** Tables with a tenant that row-level security is not forced on. There must be none; `doctor` and a test look. */
export async function unprotectedTables(db: SqlRunner): Promise<string[]> {
  const answer = await db.query(
    `SELECT c.oid::regclass::text AS name
       FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = $1 AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p', 'f', 'm')
        AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                 AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
      ORDER BY 1`,
    [TENANT_COLUMN],
  );
  const rows = Array.isArray(answer) ? answer : (answer as { rows: unknown[] }).rows;
  return (rows as { name: string }[]).map(({ name }) => name);
}
