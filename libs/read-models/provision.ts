import type { SqlRunner } from './row-security';
import { createIndexes, createServiceSchema, createSlotTable, createView } from './slot-tables';
import type { TableLayout } from './table-layout';

/**
 * Creates the first slot of a projection's tables and the views on them, where a view is missing. To be called within a
 * transaction. Returns whether anything was created.
 */
export async function provision(db: SqlRunner, layouts: readonly TableLayout[]): Promise<boolean> {
  let made = false;
  for (const layout of layouts) {
    if (await viewExists(db, layout)) continue;
    await createServiceSchema(db, layout.schema);
    await createSlotTable(db, layout, 'a');
    await createIndexes(db, layout, 'a');
    await createView(db, layout, 'a');
    made = true;
  }
  return made;
}

export async function viewExists(db: SqlRunner, { schema, view }: TableLayout): Promise<boolean> {
  const answer = await db.query(
    `SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind = 'v'`,
    [schema, view],
  );
  return (Array.isArray(answer) ? answer : (answer as { rows: unknown[] }).rows).length > 0;
}
