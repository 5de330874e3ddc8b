import type { TableChanges } from '../slots/fold';
import type { TableStore } from './table-store';

/** From this many added rows on, Postgres gathers statistics by itself in time: it does so at a tenth of growth. */
const ENOUGH = 64_000;
const FIRST = 500;

/**
 * Has the statistics of a growing table gathered whenever it has doubled. A statement is planned once, and the plan is
 * kept. A plan made for an empty table takes any index for as good as another, and then goes through half of a full
 * index for each key.
 */
export class TableGrowth {
  private readonly grown = new Map<TableStore, { rows: number; due: number }>();
  private gathering: Promise<void> = Promise.resolve();

  constructor(private readonly gather: (stores: readonly TableStore[]) => Promise<void>) {}

  /** Counts the rows that were written. */
  count(changes: readonly TableChanges[]): void {
    const due = changes.filter(({ store, added }) => this.outgrown(store, added)).map(({ store }) => store);
    if (due.length > 0) this.gathering = this.gathering.then(() => this.gather(due));
  }

  /** Resolves when no statistics are being gathered. */
  settled(): Promise<void> {
    return this.gathering;
  }

  private outgrown(store: TableStore, added: number): boolean {
    // No row is looked up in an append-only table.
    if (added === 0 || store.layout.appendOnly) return false;
    const grown = this.grown.get(store) ?? { rows: 0, due: FIRST };
    this.grown.set(store, grown);
    grown.rows += added;
    if (grown.rows < grown.due || grown.due > ENOUGH) return false;
    grown.due = grown.rows * 2;
    return true;
  }
}
