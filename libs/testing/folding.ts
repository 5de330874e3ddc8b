import { getMetadataArgsStorage } from 'typeorm';
import { v5 } from 'uuid';
import { eventDeclaration, type DomainEvent } from '#contracts/declare/event';
import type { EventEffect, EventMetadata, Recorded } from '#libs/event-sourcing';
import type { Projection, Restatement, RowChange } from '#libs/projections';
import { positionOf } from '../event-log/position';
import { streamName } from '../event-log/stream-name';
import { unchanging } from '../event-sourcing/aggregates/unchanging';
import { handlerOf } from '../projections/declare/projection';
import { boundOf, rowsWithin } from '../projections/declare/restatement-reads';
import { GIVEN } from './given-when-then';

/** The rows that a projection has made. */
export interface FoldedRows {
  /** In the order in which they came into being. */
  rowsOf<Row extends object>(table: new () => Row): readonly Row[];
  /** The one row of a table; undefined when there is none. @throws Error when there are several */
  rowOf<Row extends object>(table: new () => Row): Row | undefined;
  /** How often a row of a table was written. */
  writesOf(table: new () => object): number;
}

/**
 * `folding(itemProjection, created, changed).rowOf(ItemRow)`: the rows that a projection makes of events, folded in order
 * as the engine does, without a database. An event that is not recorded yet is recorded in the order given, a second after the
 * one before. Fails the test when a fold changes the event or the row that it is given, and when a row does not carry the
 * key of its event, which the engine refuses.
 */
export function folding(projection: Projection, ...events: readonly (DomainEvent | Recorded)[]): FoldedRows {
  const recorded = events.map((each, index) => ('id' in each ? each : recordedEvent(each, index)));
  return foldingBatches(
    projection,
    recorded.map((each) => [each]),
  );
}

/** The same for events that come in batches, each of which ends with the projection's restatement. */
export function foldingBatches(projection: Projection, batches: readonly (readonly Recorded[])[]): FoldedRows {
  const rows = new Map<string, TableRow>();
  const writes = new Map<TableRow['table'], number>();
  const rowAt = ({ table, row }: { readonly table: TableRow['table']; readonly row: object }) =>
    rows.get(placeIn(table, row))?.row;
  const put = (table: TableRow['table'], key: object, row: object | undefined) => {
    rows.set(placeIn(table, key), { table, row });
    writes.set(table, (writes.get(table) ?? 0) + 1);
  };
  for (const batch of batches) {
    for (const event of unchanging(batch)) {
      for (const change of handlerOf(projection, event.type)?.(event) ?? []) {
        const { table, row: key } = change;
        const before = key && rowAt({ table, row: key });
        const next = folded(change, before, (change.reads ?? []).map(rowAt));
        if (next === before) continue;
        if (next) expect(next).toMatchObject({ ...key, [projection.keyColumn]: projection.key(event) });
        put(table, key ?? (next as object), next);
      }
    }
    restate(projection, rows, put);
  }
  const rowsOf = <Row extends object>(table: new () => Row) =>
    [...rows.values()].flatMap((each) => (each.table === table && each.row ? [each.row as Row] : []));
  return {
    rowsOf,
    rowOf: (table) => {
      const [row, ...more] = rowsOf(table);
      if (more.length > 0) throw new Error(`${table.name} has ${more.length + 1} rows`);
      return row;
    },
    writesOf: (table) => writes.get(table) ?? 0,
  };
}

interface TableRow {
  readonly table: new () => object;
  readonly row: object | undefined;
}

/** A row's primary key as text. */
function placeIn(table: new () => object, row: object): string {
  const keys = getMetadataArgsStorage().columns.filter(({ target, options }) => target === table && options.primary);
  const values = keys.map(({ propertyName }) => (row as Readonly<Record<string, unknown>>)[propertyName]);
  return `${table.name} ${JSON.stringify(values)}`;
}

/** Restates the keys whose heads are due, from the rows as they are. */
function restate(
  { restatement, keyColumn }: Projection,
  rows: ReadonlyMap<string, TableRow>,
  put: (table: TableRow['table'], key: object, row: object | undefined) => void,
): void {
  if (!restatement) return;
  type Values = Readonly<Record<string, unknown>>;
  const { head: table, isDue, reads, fold } = restatement as unknown as Restatement<Values>;
  const all = (of: unknown) =>
    [...rows.values()].flatMap((each) => (each.table === of && each.row ? [each.row as Values] : []));
  for (const head of all(table).filter(isDue)) {
    const found: Values[][] = [];
    for (const read of reads) {
      const ofKey = all(read.table).filter((row) => row[keyColumn] === head[keyColumn]);
      const bound = boundOf(read, head, found);
      found.push(bound === undefined ? [] : [...rowsWithin(read, ofKey, bound)]);
    }
    for (const restated of fold(head, found))
      put(restated.table, restated.row, restated.gone ? undefined : restated.row);
  }
}

/** Folds one change, and fails the test when that changes the row that it is given. */
function folded({ fold }: RowChange, row: object | undefined, others: readonly (object | undefined)[]) {
  const before = structuredClone([row, others]);
  const next = fold(row, ...others);
  expect([row, others]).toEqual(before);
  return next;
}

/**
 * An event as a log holds it: by default in one stream of the organisation of `GIVEN`, a second after the one before, and
 * a millisecond after its command's time.
 */
export function recordedEvent({ type, data }: DomainEvent, revision: number, more: Partial<Recorded> = {}): Recorded {
  const { tenantId = GIVEN.tenantId } = more;
  const at = Date.parse(GIVEN.now) + revision * 1_000;
  const id = v5(`${revision}`, GIVEN.tenantId);
  const by = { actorId: GIVEN.actor.id, actorType: 'user', actorRoles: ['admin'] };
  const cause = { requestId: id, correlationId: id, causationId: id, commandId: id };
  return {
    type,
    data,
    stream: streamName('test.thing', tenantId, tenantId),
    revision,
    position: positionOf(1, revision + 1),
    id,
    recordedAt: new Date(at).toISOString(),
    tenantId,
    metadata: {
      tenantId,
      ...by,
      ...cause,
      occurredAt: new Date(at - 1).toISOString(),
      schemaVersion: 1,
      ...about(type, data as Record<string, unknown>),
    } as EventMetadata,
    ...more,
  };
}

/** The metadata that the codec adds for a declared type. */
function about(type: string, data: Record<string, unknown>): Partial<EventMetadata> {
  const declaration = eventDeclaration(type);
  if (!declaration) return {};
  const { action, entity, occurrence, personal } = declaration;
  const isShown = entity.label !== undefined && !personal?.fields.includes(entity.label);
  return {
    action,
    entityType: entity.type,
    entityId: String(data[entity.id]),
    ...(isShown && { label: String(data[entity.label ?? '']) }),
    effect: (occurrence ? 'occurrence' : 'change') satisfies EventEffect,
  };
}
