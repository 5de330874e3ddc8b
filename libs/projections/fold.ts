import type { Recorded } from '#libs/event-sourcing';
import type { EntityClass } from '#libs/read-models';
import { BrokenProjection } from './problems';
import type { Projection, RowChange } from './projection';
import type { Row, TableStore } from './table-store';

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
}

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
  private readonly added = new Map<TableStore, TouchedRow[]>();
  private readonly missing = new Map<TableStore, TouchedRow[]>();

  constructor(
    private readonly projection: Projection,
    private readonly stores: ReadonlyMap<EntityClass, TableStore>,
    private readonly load: LoadRows,
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

  /** What is to be written, of tables where anything is. */
  changes(): TableChanges[] {
    const changes: TableChanges[] = [];
    for (const [store, rows] of this.added) {
      if (rows.length > 0) changes.push({ store, written: rows.map(({ current }) => current as Row), deleted: [] });
    }
    for (const [store, rows] of this.touched) {
      const written: Row[] = [];
      const deleted: Row[] = [];
      for (const { before, current, key } of rows.values()) {
        if (current === before) continue;
        if (current) written.push(current);
        else deleted.push(key);
      }
      if (written.length > 0 || deleted.length > 0) changes.push({ store, written, deleted });
    }
    return changes;
  }

  private plan({ event }: KeyedEvent): PlannedEvent | Error {
    try {
      const handle = this.projection.handlers.get(event.type);
      const changes = handle ? handle(event) : [];
      return { changes, rows: changes.map((change) => this.rowOf(change)) };
    } catch (error) {
      return error instanceof Error ? error : new Error('something that is no error was thrown', { cause: error });
    }
  }

  private rowOf({ table, row }: RowChange): TouchedRow {
    const store = this.stores.get(table);
    if (!store) throw new BrokenProjection(`${table.name} is not a table of ${this.projection.name}`);
    const { key, text } = store.keyOf(row as Row);
    if (store.layout.appendOnly) return { store, key, before: undefined, current: undefined };
    let rows = this.touched.get(store);
    if (!rows) this.touched.set(store, (rows = new Map<string, TouchedRow>()));
    let touched = rows.get(text);
    if (!touched) {
      touched = { store, key, before: undefined, current: undefined };
      rows.set(text, touched);
      const missing = this.missing.get(store);
      if (missing) missing.push(touched);
      else this.missing.set(store, [touched]);
    }
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

  private apply(keyed: KeyedEvent, { changes, rows }: PlannedEvent): void {
    const before = rows.length === 1 ? (rows[0] as TouchedRow).current : rows.map(({ current }) => current);
    try {
      for (let index = 0; index < rows.length; index++) {
        this.change(keyed.key, changes[index] as RowChange, rows[index] as TouchedRow);
      }
    } catch (error) {
      if (rows.length === 1) (rows[0] as TouchedRow).current = before as Row | undefined;
      else rows.forEach((row, index) => (row.current = (before as (Row | undefined)[])[index]));
      this.fail(keyed, error);
      return;
    }
    for (const row of rows) if (row.store.layout.appendOnly) this.add(row);
  }

  private change(key: string, { fold }: RowChange, row: TouchedRow): void {
    const { keyColumn, name } = this.projection;
    const was = row.current;
    const given = fold(was) as Row | undefined;
    if (given === was) return;
    if (was && String(was[keyColumn]) !== key) {
      throw new BrokenProjection(`${name} changes a row of another ${keyColumn} than its event's key`);
    }
    if (given === undefined) {
      row.current = undefined;
      return;
    }
    const canonical = row.store.canonical(given, row.key);
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

  private add(row: TouchedRow): void {
    if (!row.current) return;
    const rows = this.added.get(row.store);
    if (rows) rows.push(row);
    else this.added.set(row.store, [row]);
  }

  private fail(keyed: KeyedEvent, error: unknown): void {
    this.failed.set(keyed.key, { error, events: [keyed] });
  }
}
