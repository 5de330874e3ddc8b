import type { Pool } from 'pg';

/** Somebody still uses a table, or may still see rows that are gone: it is rewritten later. */
export class TableInUse extends Error {
  override readonly name = 'TableInUse';
  constructor(readonly table: string) {
    super(`${table} is in use; it is rewritten later`);
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Rewrites the files of tables, so that they hold no dead rows. Each is locked meanwhile, and waited for two seconds at
 * most. Connects as the role `opsledger_projector`. @throws TableInUse
 */
export async function rewriteTables(pool: Pool, tables: readonly string[]): Promise<void> {
  const client = await pool.connect();
  let dead = 0;
  const count = ({ detail }: { readonly detail?: string | undefined }) => {
    // INFO of CLUSTER: `12 dead row versions cannot be removed yet.`; the number comes first in any language.
    dead += Number(/\d+/.exec(detail ?? '')?.[0] ?? 0);
  };
  client.on('notice', count);
  try {
    for (const table of tables) {
      dead = 0;
      await client.query('SELECT engine.rewrite_table($1)', [table]).catch((error: unknown) => {
        throw (error as { code?: string }).code === LOCK_NOT_AVAILABLE ? new TableInUse(table) : error;
      });
      if (dead > 0) throw new TableInUse(table);
    }
  } finally {
    client.off('notice', count);
    client.release();
  }
}
