import type { Client } from 'pg';
import { type Finding, failed, ok } from './finding';

/** Rows of tenants, told by their column; row-level security has to hold for the owner of the table as well. */
const UNPROTECTED = `
  SELECT n.nspname || '.' || c.relname AS name
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
   WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
     AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
   ORDER BY 1`;

export async function rowSecurityFindings(client: Client): Promise<readonly Finding[]> {
  const { rows } = await client.query<{ name: string }>(UNPROTECTED);
  if (rows.length === 0) return [ok('row security', 'every table with a tenant_id has it')];
  return rows.map(({ name }) =>
    failed(
      'row security',
      `${name} has rows of tenants and no forced row-level security: ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY, ` +
        'FORCE ROW LEVEL SECURITY; a read model is made anew by `opsledger projections rebuild`',
    ),
  );
}
