import { escapeIdentifier } from 'pg';
import { CHECKSUM_ROLE, ROLES_OF_ALL, type RoleSet, SEARCH_ROLE, rolesOf } from './roles';
import { TENANT_COLUMN } from './table-layout';

/** Anything that runs SQL: a `pg` client or a TypeORM query runner. */
export interface SqlRunner {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

export interface TenantTableAccess {
  /** The column with the account that a row is about, for readers of one account's rows. */
  readonly accountColumn?: string | undefined;
  /** Whether text search functions read it. */
  readonly searched?: boolean;
}

/** An unset setting is the empty string on a pooled connection. */
export const CURRENT_TENANT = `nullif(current_setting('app.tenant', true), '')::uuid`;

export const CURRENT_ACCOUNT = `nullif(current_setting('app.account', true), '')::uuid`;

/** The roles of both kinds of processes: of one service, and of several. In SQL. */
export function holders(service: string, kind: keyof RoleSet): string {
  return [ROLES_OF_ALL[kind], rolesOf(service)[kind]].map(escapeIdentifier).join(', ');
}

/**
 * Puts row-level security on a table of a service's read models, and grants its use. Such a table becomes usable in no
 * other way: without it no role but its owner has a right to it, and the owner sees no row.
 */
export async function protectTenantTable(
  db: SqlRunner,
  schema: string,
  table: string,
  { accountColumn, searched }: TenantTableAccess = {},
): Promise<void> {
  const name = `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
  const [projector, reader, account, platform] = (['projector', 'reader', 'account', 'platform'] as const).map((kind) =>
    holders(schema, kind),
  );
  const ofAccount = accountColumn !== undefined && `${escapeIdentifier(accountColumn)} = ${CURRENT_ACCOUNT}`;
  const statements = [
    `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY projector_writes ON ${name} FOR ALL TO ${projector} USING (true) WITH CHECK (true)`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${name} TO ${projector}`,
    `CREATE POLICY tenant_reads ON ${name} FOR SELECT TO ${reader} USING (${TENANT_COLUMN} = ${CURRENT_TENANT})`,
    `CREATE POLICY platform_reads ON ${name} FOR SELECT TO ${platform} USING (true)`,
    `GRANT SELECT ON ${name} TO ${reader}, ${platform}`,
    `CREATE POLICY checksum_reads ON ${name} FOR SELECT TO ${CHECKSUM_ROLE} USING (true)`,
    `GRANT SELECT ON ${name} TO ${CHECKSUM_ROLE}`,
    ...(ofAccount
      ? [
          `CREATE POLICY account_reads ON ${name} FOR SELECT TO ${account} USING (${ofAccount})`,
          `GRANT SELECT ON ${name} TO ${account}`,
        ]
      : []),
    ...(searched
      ? [
          `CREATE POLICY search_reads ON ${name} FOR SELECT TO ${SEARCH_ROLE} USING (true)`,
          `GRANT SELECT ON ${name} TO ${SEARCH_ROLE}`,
        ]
      : []),
  ];
  for (const statement of statements) await db.query(statement);
}

/** Tables with a tenant on which row-level security is not forced. There must be none; `doctor` and a test check. */
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
