import type { Pool } from 'pg';
import type { Recorded } from '#libs/event-sourcing';
import type { EntityClass } from '#libs/read-models';
import { CopyLines } from '../storage/copy-in';
import { BrokenProjection } from '../engine/problems';
import { type Projection, type RowChange, type RowRead, handlerOf } from '../declare/projection';
import type { Row, TableStore } from '../storage/table-store';
import { restate } from './restate';
import { NONE, UNKNOWN, entryOf, type PlannedEvent, type TouchedRow } from './touched-rows';

/** An event with the key that decides its order and its parking. */
export interface KeyedEvent {
  readonly event: Recorded;
  readonly key: string;
}

/** The first event of a key that could not be folded, and all later events of that key. */
export interface FailedKey {
  readonly error: unknown;
  readonly events: KeyedEvent[];
}

export interface TableChanges {
  readonly store: TableStore;
  readonly written: readonly Row[];
  readonly deleted: readonly Row[];
  /** The number of written rows that are new. */
  readonly added: number;
  /** New rows, as lines of COPY. */
  readonly copied?: CopyLines;
}

export interface FoldOptions {
  /** The batch before, which is written before this one. The rows that it has touched are taken from it. */
  readonly earlier?: BatchFold;
  /** New rows of append-only tables become lines of COPY at once, so that memory holds many. */
  readonly copies?: boolean;
}

export type LoadRows = (store: TableStore, keys: readonly Row[]) => Promise<readonly Row[]>;

/**
 * Folds events into rows in memory. Each event is folded whole or not at all. When an event of a key fails, the later
 * ones of that key wait for it, and every other key goes on.
 */
export class BatchFold {
  /** By key. */
  readonly failed = new Map<string, FailedKey>();
  private readonly touched = new Map<TableStore, Map<string, TouchedRow>>();
  private readonly added = new Map<TableStore, Row[]>();
  private readonly copied = new Map<TableStore, CopyLines>();
  /** New rows of append-only tables, for the restatement. */
  private readonly recent = new Map<TableStore, Row[]>();
  private readonly removed = new Map<TableStore, Row[]>();
  private readonly missing = new Map<TableStore, TouchedRow[]>();

  /** The number of rows that it holds. */
  size = 0;

  constructor(
    private readonly projection: Projection,
    private readonly stores: ReadonlyMap<EntityClass, TableStore>,
    private readonly load: LoadRows,
    private options: FoldOptions = {},
  ) {}

  async fold(events: readonly KeyedEvent[]): Promise<void> {
    const plans = events.map((keyed) => this.plan(keyed));
    await this.loadMissing();
    for (let index = 0; index < events.length; index++) {
      const keyed = events[index] as KeyedEvent;
      const plan = plans[index];
      const failed = this.failed.get(keyed.key);
      if (failed) failed.events.push(keyed);
      else if (plan instanceof Error || plan === undefined) this.fail(keyed, plan);
      else this.apply(keyed, plan);
    }
  }

  /** Folds the failed events once more. Those that fail again are in `failed` again. */
  async retry(): Promise<void> {
    const again = [...this.failed.values()].flatMap(({ events }) => events);
    this.failed.clear();
    await this.fold(again);
  }

  /**
   * Restates the keys that the batch has marked. To be called when all events are folded and every batch before is
   * written. @throws RestatementFailed
   */
  async restate(db: Pick<Pool, 'query'>): Promise<void> {
    const { restatement } = this.projection;
    if (restatement) await restate(restatement, this.projection.keyColumn, this, this.stores, db);
  }

  /** The rows of a table as this batch leaves them, as far as it knows them. */
  *rowsOf(store: TableStore): Generator<Row> {
    if (store.layout.appendOnly) yield* this.recent.get(store) ?? [];
    else for (const { current } of this.touched.get(store)?.values() ?? []) if (current) yield current;
  }

  /** Whether the batch has changed or read the row with this key. */
  knows(store: TableStore, row: Row): boolean {
    return this.touched.get(store)?.has(store.keyOf(row).text) ?? false;
  }

  /** Writes a row without loading it. */
  overwrite(store: TableStore, row: Row): void {
    const canonical = store.canonical(row, {});
    if (store.layout.appendOnly) this.add({ store, key: undefined, before: undefined, current: canonical });
    else this.unloaded(store, canonical).current = canonical;
  }

  /** Removes a row without loading it. */
  remove(store: TableStore, row: Row): void {
    if (store.layout.appendOnly) entryOf<TableStore, Row[]>(this.removed, store, () => []).push(store.keyOf(row).key);
    else this.unloaded(store, row).current = undefined;
  }

  /** Ends the folding: the rows of an earlier batch are not needed any more, nor are those for the restatement. */
  end(): void {
    this.options = {};
    this.recent.clear();
  }

  /** The changes to write, for each table that has any. */
  changes(): TableChanges[] {
    const changes: TableChanges[] = [];
    for (const [store, deleted] of this.removed) changes.push({ store, written: [], deleted, added: 0 });
    for (const [store, rows] of this.added) {
      changes.push({ store, written: rows, deleted: [], added: rows.length });
    }
    for (const [store, copied] of this.copied) {
      changes.push({ store, written: [], deleted: [], added: copied.count, copied });
    }
    for (const [store, rows] of this.touched) {
      const written: Row[] = [];
      const deleted: Row[] = [];
      let added = 0;
      for (const { before, current, key } of rows.values()) {
        if (current === before) continue;
        if (current) written.push(current);
        else deleted.push(key as Row);
        if (current && (!before || before === UNKNOWN)) added += 1;
      }
      if (written.length > 0 || deleted.length > 0) changes.push({ store, written, deleted, added });
    }
    return changes;
  }

  private plan({ event }: KeyedEvent): PlannedEvent | Error {
    try {
      const handle = handlerOf(this.projection, event.type);
      const changes = handle ? handle(event) : [];
      return {
        changes,
        rows: changes.map((change) => this.rowOf(change)),
        others: changes.map(({ reads }) => reads?.map((read) => this.readOf(read)) ?? NONE),
      };
    } catch (error) {
      return error instanceof Error ? error : new Error('a value that is not an Error was thrown', { cause: error });
    }
  }

  private rowOf({ table, row }: RowChange): TouchedRow {
    const store = this.storeOf(table);
    if (!row || store.layout.appendOnly)
      return { store, key: row as Row | undefined, before: undefined, current: undefined };
    return this.touch(store, row);
  }

  private readOf({ table, row }: RowRead): TouchedRow {
    const store = this.storeOf(table);
    if (!store.layout.appendOnly) return this.touch(store, row);
    throw new BrokenProjection(`${this.projection.name} reads ${table.name}, whose rows are not loaded`);
  }

  private storeOf(table: EntityClass): TableStore {
    const store = this.stores.get(table);
    if (!store) throw new BrokenProjection(`${table.name} is not a table of ${this.projection.name}`);
    return store;
  }

  private touch(store: TableStore, row: object): TouchedRow {
    const { key, text } = store.keyOf(row as Row);
    const rows = entryOf(this.touched, store, () => new Map<string, TouchedRow>());
    let touched = rows.get(text);
    if (!touched) {
      touched = this.firstTouch(store, key, text);
      rows.set(text, touched);
    }
    return touched;
  }

  private firstTouch(store: TableStore, key: Row, text: string): TouchedRow {
    this.size += 1;
    const known = this.options.earlier?.touched.get(store)?.get(text);
    if (known) return { store, key, before: known.current, current: known.current };
    const touched = { store, key, before: undefined, current: undefined };
    entryOf<TableStore, TouchedRow[]>(this.missing, store, () => []).push(touched);
    return touched;
  }

  /** The row with this key, which is not loaded unless the batch knows it already. */
  private unloaded(store: TableStore, row: Row): TouchedRow {
    const { key, text } = store.keyOf(row);
    const rows = entryOf(this.touched, store, () => new Map<string, TouchedRow>());
    return entryOf<string, TouchedRow>(rows, text, () => {
      this.size += 1;
      return { store, key, before: UNKNOWN, current: undefined };
    });
  }

  private async loadMissing(): Promise<void> {
    for (const [store, rows] of this.missing) {
      this.missing.delete(store);
      const found = await this.load(
        store,
        rows.map(({ key }) => key as Row),
      );
      const touched = this.touched.get(store) as Map<string, TouchedRow>;
      for (const row of found) {
        const place = touched.get(store.keyOf(row).text) as TouchedRow;
        place.before = place.current = row;
      }
    }
  }

  private apply(keyed: KeyedEvent, { changes, rows, others }: PlannedEvent): void {
    const before = rows.length === 1 ? (rows[0] as TouchedRow).current : rows.map(({ current }) => current);
    try {
      for (let index = 0; index < rows.length; index++) {
        const read = others[index] as readonly TouchedRow[];
        this.change(keyed.key, changes[index] as RowChange, rows[index] as TouchedRow, read);
      }
    } catch (error) {
      if (rows.length === 1) (rows[0] as TouchedRow).current = before as Row | undefined;
      else rows.forEach((row, index) => (row.current = (before as (Row | undefined)[])[index]));
      this.fail(keyed, error);
      return;
    }
    for (const row of rows) {
      if (row.store.layout.appendOnly) this.add(row);
      else if (row.key === undefined && row.current) this.unloaded(row.store, row.current).current = row.current;
    }
  }

  private change(key: string, { fold }: RowChange, row: TouchedRow, others: readonly TouchedRow[]): void {
    const { keyColumn, name } = this.projection;
    for (const { current } of others) {
      if (current && String(current[keyColumn]) !== key) {
        throw new BrokenProjection(`${name} reads a row of another ${keyColumn} than its event's key`);
      }
    }
    const was = row.current;
    const given = (others.length === 0 ? fold(was) : fold(was, ...others.map(({ current }) => current))) as
      Row | undefined;
    if (given === was) return;
    if (was && String(was[keyColumn]) !== key) {
      throw new BrokenProjection(`${name} changes a row of another ${keyColumn} than its event's key`);
    }
    if (given === undefined) {
      row.current = undefined;
      return;
    }
    // The key of a row of an append-only table has not been checked yet.
    const canonical = row.store.canonical(given, row.store.layout.appendOnly ? {} : (row.key ?? {}), was);
    if (String(canonical[keyColumn]) !== key) {
      throw new BrokenProjection(`${name} gives a row another ${keyColumn} than its event's key`);
    }
    for (const property of row.key ? row.store.keyProperties : []) {
      if (canonical[property] !== row.key?.[property]) {
        throw new BrokenProjection(`${name} gives a row another ${property} than it asked for`);
      }
    }
    row.current = canonical;
  }

  private add({ store, current }: TouchedRow): void {
    if (!current) return;
    this.size += 1;
    if (this.projection.restatement) entryOf<TableStore, Row[]>(this.recent, store, () => []).push(current);
    if (this.options.copies) entryOf(this.copied, store, () => new CopyLines()).add(store.copyLine(current));
    else entryOf<TableStore, Row[]>(this.added, store, () => []).push(current);
  }

  private fail(keyed: KeyedEvent, error: unknown): void {
    this.failed.set(keyed.key, { error, events: [keyed] });
  }
}
