import type { Recorded } from '#libs/event-sourcing';
import type { EntityClass } from '#libs/read-models';
import { CopyLines } from '../storage/copy-in';
import { BrokenProjection } from '../engine/problems';
import { type Projection, type RowChange, type RowRead, handlerOf } from '../declare/projection';
import type { Row, TableStore } from '../storage/table-store';

/** A row that a batch touches: as the table has it, and as it shall be. */
interface TouchedRow {
  readonly store: TableStore;
  readonly key: Row;
  before: Row | undefined;
  current: Row | undefined;
}

interface PlannedEvent {
  readonly changes: readonly RowChange[];
  readonly rows: readonly TouchedRow[];
  /** What each change reads beside its row. */
  readonly others: readonly (readonly TouchedRow[])[];
}

const NONE: readonly TouchedRow[] = [];

/** An event with the key that decides its order and its parking. */
export interface KeyedEvent {
  readonly event: Recorded;
  readonly key: string;
}

/** The first event of a key that could not be folded, and all of that key after it. */
export interface FailedKey {
  readonly error: unknown;
  readonly events: KeyedEvent[];
}

export interface TableChanges {
  readonly store: TableStore;
  readonly written: readonly Row[];
  readonly deleted: readonly Row[];
  /** How many of the written rows were not there before. */
  readonly added: number;
  /** New rows, written out already. */
  readonly copied?: CopyLines;
}

export interface FoldOptions {
  /** Rows that it has touched are taken from there: it is written before this is, if it is not yet. */
  readonly earlier?: BatchFold;
  /** New rows of tables that are only added to are written out at once, for many to be held. */
  readonly copies?: boolean;
}

export type LoadRows = (store: TableStore, keys: readonly Row[]) => Promise<readonly Row[]>;

/**
 * Folds events into rows in memory. Each event is folded whole or not at all; where one of a key fails, the later ones
 * of that key wait for it, and every other key goes on.
 */
export class BatchFold {
  /** By key. */
  readonly failed = new Map<string, FailedKey>();
  private readonly touched = new Map<TableStore, Map<string, TouchedRow>>();
  private readonly added = new Map<TableStore, Row[]>();
  private readonly copied = new Map<TableStore, CopyLines>();
  private readonly missing = new Map<TableStore, TouchedRow[]>();

  /** How many rows it holds. */
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

  /** Folds what has failed once more; what fails again is in `failed` again. */
  async retry(): Promise<void> {
    const again = [...this.failed.values()].flatMap(({ events }) => events);
    this.failed.clear();
    await this.fold(again);
  }

  /** Nothing more is folded: rows of an earlier batch are not needed any more. */
  end(): void {
    this.options = {};
  }

  /** What is to be written, of tables where anything is. */
  changes(): TableChanges[] {
    const changes: TableChanges[] = [];
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
        else deleted.push(key);
        if (!before) added += 1;
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
      return error instanceof Error ? error : new Error('something that is no error was thrown', { cause: error });
    }
  }

  private rowOf({ table, row }: RowRead): TouchedRow {
    const store = this.storeOf(table);
    if (store.layout.appendOnly) return { store, key: row as Row, before: undefined, current: undefined };
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
    const rows = of(this.touched, store, () => new Map<string, TouchedRow>());
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
    of<TableStore, TouchedRow[]>(this.missing, store, () => []).push(touched);
    return touched;
  }

  private async loadMissing(): Promise<void> {
    for (const [store, rows] of this.missing) {
      this.missing.delete(store);
      const found = await this.load(
        store,
        rows.map(({ key }) => key),
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
    for (const row of rows) if (row.store.layout.appendOnly) this.add(row);
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
    // The key of a row that is only added has not been looked at yet.
    const canonical = row.store.canonical(given, row.store.layout.appendOnly ? {} : row.key);
    if (String(canonical[keyColumn]) !== key) {
      throw new BrokenProjection(`${name} gives a row another ${keyColumn} than its event's key`);
    }
    for (const property of row.store.keyProperties) {
      if (canonical[property] !== row.key[property]) {
        throw new BrokenProjection(`${name} gives a row another ${property} than it asked for`);
      }
    }
    row.current = canonical;
  }

  private add({ store, current }: TouchedRow): void {
    if (!current) return;
    this.size += 1;
    if (this.options.copies) of(this.copied, store, () => new CopyLines()).add(store.copyLine(current));
    else of<TableStore, Row[]>(this.added, store, () => []).push(current);
  }

  private fail(keyed: KeyedEvent, error: unknown): void {
    this.failed.set(keyed.key, { error, events: [keyed] });
  }
}

function of<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
