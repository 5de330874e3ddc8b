import { type ClientBase, type Pool, escapeIdentifier } from 'pg';
import { type ColumnLayout, type Slot, type TableLayout, slotTableName } from '#libs/read-models';
import { type CopyLines, copyIn } from './copy-in';
import { type ValueRule, arrayLiteral, copyField, valueRule } from './row-values';

export type Row = Record<string, unknown>;

type Ruled = ColumnLayout & { readonly rule: ValueRule };

/** The rows of one table in one slot: reads and writes any number of them in one statement. */
export class TableStore {
  readonly layout: TableLayout;
  /** Properties of the primary key. */
  readonly keyProperties: readonly string[];
  private readonly rules: readonly Ruled[];
  private readonly keys: readonly Ruled[];
  /** Of the line that is being written out. */
  private readonly fields: string[] = [];
  private readonly loadSql: string;
  private readonly writeSql: string;
  private readonly deleteSql: string;
  private readonly stage: { readonly create: string; readonly copy: string; readonly insert: string };
  private readonly statement: string;

  constructor(layout: TableLayout, slot: Slot) {
    this.layout = layout;
    this.rules = layout.columns.map((column) => ({ ...column, rule: valueRule(column) }));
    this.keys = layout.key.map((column) => ({ ...column, rule: valueRule(column) }));
    this.keyProperties = layout.key.map(({ property }) => property);
    const table = slotTableName(layout, slot);
    const columns = layout.columns.map(({ column }) => escapeIdentifier(column));
    const matches = this.keys.map(({ column }) => `t.${escapeIdentifier(column)} = k.${escapeIdentifier(column)}`);
    const aliased = layout.columns.map(
      ({ column, property }) => `t.${escapeIdentifier(column)} AS ${escapeIdentifier(property)}`,
    );
    this.loadSql = `SELECT ${aliased.join(', ')} FROM ${unnest(this.keys, 'k')} JOIN ${table} t ON ${matches.join(' AND ')}`;
    this.deleteSql = `DELETE FROM ${table} t USING ${unnest(this.keys, 'k')} WHERE ${matches.join(' AND ')}`;
    this.writeSql = `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${this.selected()} FROM ${unnest(this.rules, 'r')}${this.onConflict()}`;
    this.statement = `${layout.view}_${slot}`;
    this.stage = stageOf(this.statement, table, columns.join(', '));
  }

  /**
   * What a fold gave for a key, column by column as Postgres would give it back: the same row where it is so already.
   *
   * @throws UnfitValue
   */
  canonical(row: Row, key: Row): Row {
    let changed: Row | undefined;
    for (const { property, rule } of this.rules) {
      const value = row[property];
      // Parts of the key have been looked at, and are most often passed on as they are.
      if (typeof value === 'string' && value === key[property]) continue;
      const canonical = rule.canonical(value);
      if (canonical !== value) (changed ??= { ...row })[property] = canonical;
    }
    return changed ?? row;
  }

  /** A row's key, canonical, and as one text that is equal for equal keys. Throws `UnfitValue`. */
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

  async load(client: Pick<Pool, 'query'>, keys: readonly Row[]): Promise<Row[]> {
    const answer = await client.query<Row>({
      name: `${this.statement} load`,
      text: this.loadSql,
      values: this.keys.map(({ property, rule }) => arrayLiteral(keys, property, rule)),
    });
    return answer.rows;
  }

  /** Inserts rows, or replaces those with their keys (a table that is only appended to has none). */
  async write(client: ClientBase, rows: readonly Row[]): Promise<void> {
    await client.query({
      name: `${this.statement} write`,
      text: this.writeSql,
      values: this.rules.map(({ property, rule }) => arrayLiteral(rows, property, rule)),
    });
  }

  async delete(client: ClientBase, rows: readonly Row[]): Promise<void> {
    await client.query({
      name: `${this.statement} delete`,
      text: this.deleteSql,
      values: this.keys.map(({ property, rule }) => arrayLiteral(rows, property, rule)),
    });
  }

  /** A row as a line of COPY's text format. */
  copyLine(row: Row): string {
    const { rules, fields } = this;
    for (let index = 0; index < rules.length; index++) {
      const { property, rule } = rules[index] as Ruled;
      fields[index] = copyField(row[property], rule);
    }
    return `${fields.join('\t')}\n`;
  }

  /**
   * Inserts many new rows the fastest way there is. COPY itself does not go into a table with row-level security, so
   * they go through a temporary one.
   */
  async copy(client: ClientBase, lines: CopyLines): Promise<void> {
    await client.query(this.stage.create);
    await copyIn(client, this.stage.copy, lines);
    await client.query(this.stage.insert);
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

/** `unnest($1::uuid[], …) AS k(tenant_id, …)`: rows that come in as one array per column. */
function unnest(columns: readonly Ruled[], alias: string): string {
  const arrays = columns.map(({ rule }, index) => `$${index + 1}::${rule.arrayType}`).join(', ');
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
