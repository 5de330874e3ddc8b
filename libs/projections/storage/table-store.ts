import { type ClientBase, type Pool, escapeIdentifier } from 'pg';
import { type ColumnLayout, type Slot, type TableLayout, slotTableName } from '#libs/read-models';
import { type CopyLines, copyIn } from './copy-in';
import { type ValueRule, arrayLiteral, copyField, valueRule } from '../declare/row-values';

export type Row = Record<string, unknown>;

type Ruled = ColumnLayout & { readonly rule: ValueRule };

/** The rows of one table in one slot: reads and writes any number of them in one statement. */
export class TableStore {
  readonly layout: TableLayout;
  /** Properties of the primary key. */
  readonly keyProperties: readonly string[];
  private readonly rules: readonly Ruled[];
  /** Without the derived columns. */
  private readonly declared: readonly Ruled[];
  private readonly keys: readonly Ruled[];
  /** The fields of the line that is being written. */
  private readonly fields: string[] = [];
  private readonly loadSql: string;
  /** Schema-qualified and quoted. */
  readonly table: string;
  private readonly columns: string;
  private readonly match: string;
  private readonly stage: { readonly create: string; readonly copy: string; readonly insert: string };
  /** The beginning of the names of its prepared statements. */
  private readonly statement: string;

  constructor(layout: TableLayout, slot: Slot) {
    this.layout = layout;
    this.rules = layout.columns.map((column) => ({ ...column, rule: valueRule(column) }));
    this.declared = this.rules.filter(({ derived }) => !derived);
    this.keys = layout.key.map((column) => ({ ...column, rule: valueRule(column) }));
    this.keyProperties = layout.key.map(({ property }) => property);
    this.table = slotTableName(layout, slot);
    this.columns = layout.columns.map(({ column }) => escapeIdentifier(column)).join(', ');
    this.match = this.keys
      .map(({ column }) => `t.${escapeIdentifier(column)} = k.${escapeIdentifier(column)}`)
      .join(' AND ');
    const aliased = this.aliased();
    this.statement = `${layout.schema}_${layout.view}_${slot}`;
    this.loadSql = `SELECT found.* FROM ${unnest(this.keys, 'k', 0)} CROSS JOIN ${this.found(aliased)}`;
    this.stage = stageOf(this.statement, this.table, this.columns);
  }

  /**
   * The row that a fold gave for a key, each column as Postgres would give it back. The same object if it is so
   * already. `was`: the row before, which is so.
   *
   * @throws UnfitValue
   */
  canonical(row: Row, key: Row, was?: Row): Row {
    let changed: Row | undefined;
    for (const { property, rule } of this.declared) {
      const value = row[property];
      // The values of the key are canonical, and a fold mostly passes them on unchanged.
      if (typeof value === 'string' && value === key[property]) continue;
      if (was && value !== undefined && value === was[property]) continue;
      const canonical = rule.canonical(value);
      if (canonical !== value) (changed ??= { ...row })[property] = canonical;
    }
    return changed ?? row;
  }

  /** A row's canonical key, also as one text that is equal for equal keys. Throws `UnfitValue`. */
  keyOf(row: Row): { readonly key: Row; readonly text: string } {
    const key: Row = {};
    let text = '';
    for (const { property, rule } of this.keys) {
      const value = rule.canonical(row[property]);
      key[property] = value;
      text += `${String(value)}\u0001`;
    }
    return { key, text };
  }

  /** The columns of some properties, or of all, as a load selects them from `t`. */
  aliased(properties?: readonly string[]): string {
    return this.declared
      .filter(({ property }) => properties?.includes(property) ?? true)
      .map(({ column, property }) => `t.${escapeIdentifier(column)} AS ${escapeIdentifier(property)}`)
      .join(', ');
  }

  columnOf(property: string): ColumnLayout {
    const found = this.declared.find((column) => column.property === property);
    if (!found) throw new TypeError(`${this.layout.type.name} has no column ${property}`);
    return found;
  }

  async load(client: Pick<Pool, 'query'>, keys: readonly Row[]): Promise<Row[]> {
    const answer = await client.query<Row>({
      name: `${this.statement} load`,
      text: this.loadSql,
      values: [...this.keyParameters(keys)],
    });
    return answer.rows;
  }

  async write(client: ClientBase, rows: readonly Row[]): Promise<void> {
    const text = this.writing(ALWAYS, 0);
    await client.query({ name: `${this.statement} write`, text, values: [...this.writeParameters(rows)] });
  }

  async delete(client: ClientBase, keys: readonly Row[]): Promise<void> {
    const text = this.deleting(ALWAYS, 0);
    await client.query({ name: `${this.statement} delete`, text, values: [...this.keyParameters(keys)] });
  }

  /**
   * SQL that inserts rows, or replaces the rows with their keys (an append-only table has none). `given` is a relation
   * of one row, or of no row to write nothing. Parameters are numbered after the first `offset`.
   */
  writing(given: string, offset: number): string {
    const rows = `${given} CROSS JOIN ${unnest(this.rules, 'r', offset)}`;
    return `INSERT INTO ${this.table} (${this.columns}) SELECT ${this.selected()} FROM ${rows}${this.onConflict()}`;
  }

  writeParameters(rows: readonly Row[]): readonly string[] {
    return this.rules.map(({ property, rule, derived }) =>
      arrayLiteral(rows, derived ?? ((row) => row[property]), rule),
    );
  }

  /** SQL that deletes rows by their keys; see `writing`. */
  deleting(given: string, offset: number): string {
    const rows = `${given} CROSS JOIN ${unnest(this.keys, 'k', offset)} CROSS JOIN ${this.found('t.ctid')}`;
    return `DELETE FROM ${this.table} WHERE ctid = ANY (ARRAY (SELECT found.ctid FROM ${rows}))`;
  }

  keyParameters(keys: readonly Row[]): readonly string[] {
    return this.keys.map(({ property, rule }) => arrayLiteral(keys, (row) => row[property], rule));
  }

  /** A row as a line of COPY's text format. */
  copyLine(row: Row): string {
    const { rules, fields } = this;
    for (let index = 0; index < rules.length; index++) {
      const { property, rule, derived } = rules[index] as Ruled;
      fields[index] = copyField(derived ? derived(row) : row[property], rule);
    }
    return `${fields.join('\t')}\n`;
  }

  /**
   * Inserts many new rows in the fastest way. Postgres refuses COPY into a table with row-level security, so the rows
   * go through a temporary table.
   */
  async copy(client: ClientBase, lines: CopyLines): Promise<void> {
    await client.query(this.stage.create);
    await copyIn(client, this.stage.copy, lines);
    await client.query(this.stage.insert);
  }

  /**
   * The row of a key. OFFSET keeps the planner from reading the whole table for each key when it takes the table for
   * empty.
   */
  private found(selected: string): string {
    return `LATERAL (SELECT ${selected} FROM ${this.table} t WHERE ${this.match} OFFSET 0) AS found`;
  }

  private selected(): string {
    return this.rules
      .map(({ column, rule }) => `r.${escapeIdentifier(column)}${rule.cast ? `::${rule.cast}` : ''}`)
      .join(', ');
  }

  private onConflict(): string {
    if (this.layout.appendOnly) return '';
    const key = this.keys.map(({ column }) => escapeIdentifier(column));
    const others = this.layout.columns
      .map(({ column }) => escapeIdentifier(column))
      .filter((name) => !key.includes(name));
    const changes = others.map((name) => `${name} = EXCLUDED.${name}`);
    return ` ON CONFLICT (${key.join(', ')}) DO ${changes.length > 0 ? `UPDATE SET ${changes.join(', ')}` : 'NOTHING'}`;
  }
}

const ALWAYS = '(SELECT) AS always';

/** `unnest($1::uuid[], …) AS k(tenant_id, …)`: rows that come in as one array per column. */
function unnest(columns: readonly Ruled[], alias: string, offset: number): string {
  const arrays = columns.map(({ rule }, index) => `$${offset + index + 1}::${rule.arrayType}`).join(', ');
  return `unnest(${arrays}) AS ${alias}(${columns.map(({ column }) => escapeIdentifier(column)).join(', ')})`;
}

function stageOf(name: string, table: string, columns: string) {
  const stage = `pg_temp.${escapeIdentifier(`${name}_copied`)}`;
  return {
    create: `CREATE TEMPORARY TABLE IF NOT EXISTS ${escapeIdentifier(`${name}_copied`)} (LIKE ${table}) ON COMMIT DELETE ROWS`,
    copy: `COPY ${stage} (${columns}) FROM STDIN`,
    insert: `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${stage}`,
  };
}
