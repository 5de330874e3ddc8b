import type { TableChanges } from '../slots/fold';
import type { TableStore } from './table-store';

/** From so many added rows on Postgres gathers statistics by itself in time: its own are due at a tenth of growth. */
const ENOUGH = 64_000;
const FIRST = 500;

/**
 * Has statistics of a growing table gathered whenever it has doubled. A statement is planned once and kept: what was
 * planned for an empty table takes one index for as good as another, and goes through half of a full one for each key.
 */
export class TableGrowth {
  private readonly grown = new Map<TableStore, { rows: number; due: number }>();
  private gathering: Promise<void> = Promise.resolve();

  constructor(private readonly gather: (stores: readonly TableStore[]) => Promise<void>) {}

  /** Takes what was written. */
  count(changes: readonly TableChanges[]): void {
    const due = changes.filter(({ store, added }) => this.outgrown(store, added)).map(({ store }) => store);
    if (due.length > 0) this.gathering = this.gathering.then(() => this.gather(due));
  }

  /** Resolves when nothing is being gathered. */
  settled(): Promise<void> {
    return this.gathering;
  }

  private outgrown(store: TableStore, added: number): boolean {
    // Nothing is looked for in a table that is only added to.
    if (added === 0 || store.layout.appendOnly) return false;
    const grown = this.grown.get(store) ?? { rows: 0, due: FIRST };
    this.grown.set(store, grown);
    grown.rows += added;
    if (grown.rows < grown.due || grown.due > ENOUGH) return false;
    grown.due = grown.rows * 2;
    return true;
  }
}
