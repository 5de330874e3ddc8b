import { type Pool, escapeIdentifier } from 'pg';
import type { Subject } from '#libs/privacy';
import { SLOTS, TENANT_COLUMN, type TableLayout, slotTable } from '#libs/read-models';

/** A physical table of a read model with personal columns. */
interface PersonalTable {
  readonly layout: TableLayout;
  /** Schema-qualified and quoted. */
  readonly name: string;
}

const EXISTING = `
  SELECT name FROM unnest($1::text[]) AS asked (name) WHERE to_regclass(name) IS NOT NULL`;

/** The tables of every slot that there is. */
async function tablesOf(pool: Pool, layouts: readonly TableLayout[]): Promise<readonly PersonalTable[]> {
  const all = layouts.flatMap((layout) =>
    SLOTS.map((slot) => {
      const name = [layout.schema, slotTable(layout, slot)].map(escapeIdentifier).join('.');
      return { layout, name };
    }),
  );
  const { rows } = await pool.query<{ name: string }>(EXISTING, [all.map(({ name }) => name)]);
  const existing = new Set(rows.map(({ name }) => name));
  return all.filter(({ name }) => existing.has(name));
}

/** The names of the tables, of every slot, whose files may hold dead rows with personal data. */
export async function personalTables(pool: Pool, layouts: readonly TableLayout[]): Promise<readonly string[]> {
  return (await tablesOf(pool, layouts)).map(({ name }) => name);
}

/**
 * Removes what the rows of a subject still hold, once their projections have folded the event of the erasure: a row may
 * be parked, and a fold may have missed a column.
 */
export async function redactRows(
  pool: Pool,
  layouts: readonly TableLayout[],
  { tenantId, subject }: Subject,
): Promise<void> {
  for (const { layout, name } of await tablesOf(pool, layouts)) {
    if (!layout.personal) continue;
    const plain = layout.personal.columns
      .filter(({ nullable }) => nullable)
      .map(({ column }) => escapeIdentifier(column));
    if (plain.length === 0) continue;
    const searched = layout.columns.filter(({ derived }) => derived);
    const cleared = [
      ...plain.map((column) => `${column} = NULL`),
      ...searched.map(({ column, array }) => `${escapeIdentifier(column)} = '${array ? '{}' : ''}'`),
    ];
    await pool.query(
      `UPDATE ${name} SET ${cleared.join(', ')}
        WHERE ${TENANT_COLUMN} = $1 AND ${escapeIdentifier(layout.personal.subject.column)} = $2
          AND (${plain.map((column) => `${column} IS NOT NULL`).join(' OR ')})`,
      [tenantId, subject],
    );
  }
}
