import type { RowChange } from '../declare/projection';
import type { Row, TableStore } from '../storage/table-store';

/** A row that a batch touches: as the table has it, and as the batch leaves it. */
export interface TouchedRow {
  readonly store: TableStore;
  /** Undefined while only the fold knows it. */
  readonly key: Row | undefined;
  before: Row | undefined;
  current: Row | undefined;
}

/** Stands for a row that was not loaded: the table may have it or not. */
export const UNKNOWN: Row = {};

export interface PlannedEvent {
  readonly changes: readonly RowChange[];
  readonly rows: readonly TouchedRow[];
  /** The rows that each change reads beside its own. */
  readonly others: readonly (readonly TouchedRow[])[];
}

export const NONE: readonly TouchedRow[] = [];

/** The value of a key, made where there is none. */
export function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
