import { createHash } from 'node:crypto';
import { escapeIdentifier } from 'pg';
import { CHECKSUM_ROLE, SEARCH_ROLE, rolesOf } from './roles';
import { type SqlRunner, holders, protectTenantTable } from './row-security';
import { createSearch, searchIndex } from './search';
import type { TableLayout } from './table-layout';

/** A projection has two slots for its rows, so that one can fill while the other serves. */
export type Slot = 'a' | 'b';

export const SLOTS: readonly Slot[] = ['a', 'b'];

/** Half-full pages leave room to update a row in its page, without touching an index. */
const FILL_FACTOR = 70;

/** The physical table's name: `stock_level_v3_b`. */
export function slotTable(layout: TableLayout, slot: Slot): string {
  return `${layout.view}_${slot}`;
}

/** Schema-qualified and quoted. */
export function slotTableName(layout: TableLayout, slot: Slot): string {
  return `${escapeIdentifier(layout.schema)}.${escapeIdentifier(slotTable(layout, slot))}`;
}

function viewNameOf(layout: TableLayout): string {
  return `${escapeIdentifier(layout.schema)}.${escapeIdentifier(layout.view)}`;
}

/**
 * Creates an empty slot of one table, protected by row-level security. `createIndexes` adds its indexes, after a large
 * fill; only the key of a table whose rows are loaded is there from the start.
 */
export async function createSlotTable(db: SqlRunner, layout: TableLayout, slot: Slot): Promise<void> {
  const columns = layout.columns.map(({ column, sqlType, array, collation, nullable, derived }) =>
    [
      escapeIdentifier(column),
      sqlType,
      collation && `COLLATE ${escapeIdentifier(collation)}`,
      nullable ? undefined : 'NOT NULL',
      derived && `DEFAULT '${array ? '{}' : ''}'`,
    ]
      .filter(Boolean)
      .join(' '),
  );
  const storage = layout.appendOnly ? '' : ` WITH (fillfactor = ${FILL_FACTOR})`;
  await db.query(`CREATE TABLE ${slotTableName(layout, slot)} (\n  ${columns.join(',\n  ')}\n)${storage}`);
  await protectTenantTable(db, layout.schema, slotTable(layout, slot), {
    accountColumn: layout.accountColumn,
    searched: layout.searched,
  });
  for (const column of personalColumns(layout)) {
    const name = escapeIdentifier(column);
    // The planner's statistics would keep values of rows that are gone.
    await db.query(`ALTER TABLE ${slotTableName(layout, slot)} ALTER COLUMN ${name} SET STATISTICS 0`);
  }
  await ownedByService(db, layout, 'TABLE', slotTableName(layout, slot));
  if (layout.keyed) await createKey(db, layout, slot);
}

/** With the searched text, which may be made of them. */
function personalColumns({ personal, columns }: TableLayout): readonly string[] {
  if (!personal) return [];
  const searched = columns.filter(({ derived }) => derived);
  return [...personal.columns, ...searched].map(({ column }) => column);
}

/** Creates the missing ones of the entity's indexes and its key. */
export async function createIndexes(db: SqlRunner, layout: TableLayout, slot: Slot): Promise<void> {
  await createKey(db, layout, slot);
  for (const statement of secondaryIndexes(layout, slot).values()) await db.query(statement);
  await analyzeTables(db, [layout], slot);
}

/** Gathers statistics for the planner. As the tables' owner. */
export async function analyzeTables(db: SqlRunner, layouts: readonly TableLayout[], slot: Slot): Promise<void> {
  await db.query(`ANALYZE ${layouts.map((layout) => slotTableName(layout, slot)).join(', ')}`);
}

/** Drops the indexes that slow a fill down: secondary ones, and the key of a table that is only added to. */
export async function dropIndexes(db: SqlRunner, layout: TableLayout, slot: Slot): Promise<void> {
  for (const name of secondaryIndexes(layout, slot).keys()) {
    await db.query(`DROP INDEX IF EXISTS ${escapeIdentifier(layout.schema)}.${escapeIdentifier(name)}`);
  }
  if (!layout.keyed) {
    const key = escapeIdentifier(keyName(layout, slot));
    await db.query(`ALTER TABLE ${slotTableName(layout, slot)} DROP CONSTRAINT IF EXISTS ${key}`);
  }
}

export async function dropSlotTable(db: SqlRunner, layout: TableLayout, slot: Slot): Promise<void> {
  await db.query(`DROP TABLE IF EXISTS ${slotTableName(layout, slot)}`);
}

/** Points the view that queries read at a slot. The one statement of a switch: the view's lock is all that it takes. */
export async function pointView(db: SqlRunner, layout: TableLayout, slot: Slot): Promise<void> {
  const columns = layout.columns.map(({ column }) => escapeIdentifier(column)).join(', ');
  await db.query(
    `CREATE OR REPLACE VIEW ${viewNameOf(layout)} WITH (security_invoker = true) AS ` +
      `SELECT ${columns} FROM ${slotTableName(layout, slot)}`,
  );
}

/** Creates the view on a first slot, with its rights and its text search. */
export async function createView(db: SqlRunner, layout: TableLayout, slot: Slot): Promise<void> {
  await pointView(db, layout, slot);
  await ownedByService(db, layout, 'VIEW', viewNameOf(layout));
  const readers = (
    ['projector', 'reader', 'platform', ...(layout.accountColumn ? (['account'] as const) : [])] as const
  )
    .map((kind) => holders(layout.schema, kind))
    .join(', ');
  await db.query(`GRANT SELECT ON ${viewNameOf(layout)} TO ${readers}, ${CHECKSUM_ROLE}`);
  if (!layout.searched) return;
  await db.query(`GRANT SELECT ON ${viewNameOf(layout)} TO ${SEARCH_ROLE}`);
  await createSearch(db, layout);
}

/** Creates the schema of a service and grants its use to the roles. */
export async function createServiceSchema(db: SqlRunner, schema: string): Promise<void> {
  const name = escapeIdentifier(schema);
  await db.query(`CREATE SCHEMA IF NOT EXISTS ${name} AUTHORIZATION ${escapeIdentifier(rolesOf(schema).owner)}`);
  const roles = (['projector', 'reader', 'account', 'platform'] as const).map((kind) => holders(schema, kind));
  await db.query(`GRANT USAGE ON SCHEMA ${name} TO ${[...roles, SEARCH_ROLE, CHECKSUM_ROLE].join(', ')}`);
}

/** A process of the service alone has to be able to switch and drop the tables that one of all services has made. */
async function ownedByService(db: SqlRunner, { schema }: TableLayout, kind: 'TABLE' | 'VIEW', name: string) {
  await db.query(`ALTER ${kind} ${name} OWNER TO ${escapeIdentifier(rolesOf(schema).owner)}`);
}

async function createKey(db: SqlRunner, layout: TableLayout, slot: Slot): Promise<void> {
  const name = keyName(layout, slot);
  const columns = layout.key.map(({ column }) => escapeIdentifier(column)).join(', ');
  await db.query(
    `DO $$ BEGIN
       IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = '${slotTableName(layout, slot)}'::regclass
                                                  AND contype = 'p') THEN
         ALTER TABLE ${slotTableName(layout, slot)}
           ADD CONSTRAINT ${escapeIdentifier(name)} PRIMARY KEY (${columns});
       END IF;
     END $$`,
  );
}

function keyName(layout: TableLayout, slot: Slot): string {
  return objectName(slotTable(layout, slot), 'key');
}

function secondaryIndexes(layout: TableLayout, slot: Slot): Map<string, string> {
  const table = slotTable(layout, slot);
  const statements = new Map<string, string>();
  for (const { columns, unique, where } of layout.indexes) {
    const name = objectName(table, columns.join('_'), unique ? 'unique' : '', where ? digest(where) : '');
    const list = columns.map(escapeIdentifier).join(', ');
    statements.set(
      name,
      `CREATE ${unique ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${escapeIdentifier(name)} ` +
        `ON ${slotTableName(layout, slot)} (${list})${where ? ` WHERE ${where}` : ''}`,
    );
  }
  if (layout.searched) {
    const name = objectName(table, 'search');
    statements.set(
      name,
      `CREATE INDEX IF NOT EXISTS ${escapeIdentifier(name)} ON ${slotTableName(layout, slot)} ${searchIndex()}`,
    );
  }
  return statements;
}

const MAX_IDENTIFIER = 63;

/** A name of at most 63 bytes; a longer one ends in a digest of all of it. */
function objectName(...parts: readonly string[]): string {
  const name = parts.filter(Boolean).join('_');
  return name.length <= MAX_IDENTIFIER ? name : `${name.slice(0, MAX_IDENTIFIER - 9)}_${digest(name)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
