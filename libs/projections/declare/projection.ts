import { handledBy, type OnEvent } from '#contracts/declare/on';
import type { Recorded } from '#contracts/declare/recorded';

/** A row's primary key: every key column with its value. */
export type RowKey<Row extends object> = Partial<Row>;

/** A row that a change reads and does not change. */
export interface RowRead<Row extends object = object> {
  readonly table: new () => Row;
  /** Every primary key column of the table. */
  readonly row: RowKey<Row>;
}

/** The change that one event makes to one row of one table. */
export interface RowChange<Row extends object = object> {
  readonly table: new () => Row;
  /** Every primary key column of the table; undefined: see `overwrite`. */
  readonly row: RowKey<Row> | undefined;
  /**
   * Pure. Takes the row (undefined when there is none) and the rows that `reads` names; returns the row as it shall be
   * (undefined: gone). An event's changes are made in order, and each one sees what those before it left.
   */
  readonly fold: (row: Row | undefined, ...others: readonly (object | undefined)[]) => Row | undefined;
  /** Rows of the same key, in the projection's own tables, and not in one marked `@AppendOnly()`. */
  readonly reads?: readonly RowRead[];
}

/**
 * Rows of one key that a restatement reads: all, those with some values of the column `by`, those from a value on, or the
 * last one before a value. Each function gets the head and what the reads before it found; undefined: nothing is read.
 */
export type RestatementRead<Head extends object = object> = {
  readonly table: new () => object;
  /** Those that are needed; all when absent. */
  readonly columns?: readonly string[];
} & (
  | { readonly by: string; readonly in: (head: Head, found: FoundRows) => readonly string[] | undefined }
  | { readonly by: string; readonly from: (head: Head, found: FoundRows) => string | undefined }
  | { readonly by: string; readonly before: (head: Head, found: FoundRows) => string | undefined }
  | { readonly all: (head: Head, found: FoundRows) => boolean }
);

/** By the read, in the order of the declaration. */
export type FoundRows = readonly (readonly object[])[];

/** A row as a restatement leaves it. */
export interface RestatedRow<Row extends object = object> {
  readonly table: new () => Row;
  /** With every column; of a row that is gone, those of the primary key. */
  readonly row: Partial<Row>;
  readonly gone?: true;
}

/**
 * Rows that depend on the order of a key's other rows, and so cannot be folded event by event: an event that comes out
 * of order only marks its key's head. Each batch ends with the restatement of the marked keys, and is written in the one
 * transaction with it: no reader sees the one without the other. The rows must follow from the key's history alone,
 * however its events fell into batches.
 */
export interface Restatement<Head extends object = object> {
  /** The table whose rows mark their keys; one row for each key. */
  readonly head: new () => Head;
  /** Pure. */
  readonly isDue: (head: Head) => boolean;
  /** Read one after the other, each for several keys in one query. They find rows as the batch leaves them. */
  readonly reads: readonly RestatementRead<Head>[];
  /**
   * Pure. The rows to write, the head among them; others stay. A generator where they are many: between two rows the process
   * does other work.
   */
  readonly fold: (head: Head, found: FoundRows) => Iterable<RestatedRow<never>>;
}

/**
 * `event → changes of rows`. Every table is a TypeORM entity with a `tenantId`. Every row that an event touches must
 * carry the event's key in the projection's `keyColumn`; the engine refuses others. So order and parking are per key.
 * Values that span keys are aggregated when queried, or keyed by tenant.
 */
export interface Projection {
  /** Unique in the platform, and never changed: `inventory.stock-level`. */
  readonly name: string;
  readonly service: string;
  /** Changes with the shape of the rows or the meaning of the folds. */
  readonly version: number;
  /** Entities. A table marked `@AppendOnly()` only ever gets new rows, so its rows are not loaded before a fold. */
  readonly tables: readonly (new () => object)[];
  /** The property of every table that holds the key. */
  readonly keyColumn: string;
  readonly key: (event: Recorded) => string;
  readonly handlers: ReadonlyMap<string, (event: Recorded) => readonly RowChange[]>;
  /** Handles every type that has no handler of its own; see `onAny`. */
  readonly any?: (event: Recorded) => readonly RowChange[];
  readonly restatement?: Restatement<never>;
}

/** The handler of a type of event; undefined if the projection passes over the type. */
export function handlerOf({ handlers, any }: Projection, type: string) {
  return handlers.get(type) ?? any;
}

/** For the `on` list of `projection()`: handles every event that no other entry of the list handles. */
export interface AnyHandler {
  readonly any: (event: Recorded) => readonly RowChange[];
}

/**
 * Handles every event of ours that no `on` of the projection names, including types that this release does not know.
 * Such an event is not decoded: its data is as it was recorded, neither upcast nor decrypted. Its metadata is complete.
 */
export function onAny(handle: (event: Recorded) => readonly RowChange[]): AnyHandler {
  return { any: handle };
}

type Rows<Others extends readonly object[]> = { readonly [N in keyof Others]: Others[N] | undefined };
type Reads<Others extends readonly object[]> = {
  readonly [N in keyof Others]: readonly [table: new () => Others[N], row: RowKey<Others[N]>];
};

/**
 * `change(StockLevel, { ...primary key }, (row) => ...)`; with a fold that reads other rows:
 * `change(Entry, { ...primary key }, (row, level) => ..., { reads: [[StockLevel, { ...primary key }]] })`.
 */
export function change<Row extends object, Others extends readonly object[] | [] = []>(
  table: new () => Row,
  row: RowKey<Row>,
  fold: (row: Row | undefined, ...others: Rows<Others>) => Row | undefined,
  given?: { readonly reads: Reads<Others> },
): RowChange {
  const reads = given?.reads.map(([read, key]) => ({ table: read, row: key }));
  return { table, row, fold, ...(reads && { reads }) } as never;
}

/**
 * Writes a row whose key follows from other rows, as `overwrite(Page, (head) => ..., { reads: [[Head, { ...key }]] })`.
 * The fold gets only these, since the row is not loaded: one that has its key already is replaced. Undefined: none is
 * written.
 */
export function overwrite<Row extends object, Others extends readonly object[]>(
  table: new () => Row,
  fold: (...others: Rows<Others>) => Row | undefined,
  given: { readonly reads: Reads<Others> },
): RowChange {
  const reads = given.reads.map(([read, key]) => ({ table: read, row: key }));
  return { table, row: undefined, fold: (_row: undefined, ...others: Rows<Others>) => fold(...others), reads } as never;
}

/** Ties the parts of a restatement to the type of its head. */
export function restatement<Head extends object>(declared: Restatement<Head>): Restatement<never> {
  return declared as never;
}

export interface ProjectionDeclaration extends Omit<Projection, 'handlers' | 'any'> {
  /** `on(StockReceived, (event) => [change(...)])`, one for each type of event. */
  readonly on: readonly (OnEvent<readonly RowChange[]> | AnyHandler)[];
}

/**
 * Declares a projection. `name` in kebab case, unique in the service: `stock-level` of `inventory` is
 * `inventory.stock-level`. @throws TypeError for a type that is named twice
 */
export function projection({ on: handlers, ...rest }: ProjectionDeclaration): Projection {
  const name = `${rest.service}.${rest.name}`;
  const typed = handlers.flatMap((handler) => ('any' in handler ? [] : [handler]));
  const any = handlers.find((handler) => 'any' in handler)?.any;
  return { ...rest, name, handlers: handledBy(name, typed), ...(any && { any }) };
}
