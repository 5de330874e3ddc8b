import type { StockExceptionAccepted } from '#contracts/inventory/exception-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, restatement, type RowChange } from '#libs/projections';
import { acceptedIn, foundAfter, type Beginning, type Condition, type FoundException } from './found-exceptions';
import { ExceptionHeadRow, exceptionIdOf, ExceptionWatchRow, StockExceptionRow } from './stock-exception.entity';

/** One watch after an event: its state, and the conditions that hold by it. */
export interface Watching {
  readonly watchId: string;
  /** Other watches whose states it is judged by, as the changes before it leave them. */
  readonly reads?: readonly string[];
  /** Pure. Undefined: nothing has changed. */
  readonly judge: (
    state: unknown,
    ...others: readonly unknown[]
  ) => { readonly state: object; readonly conditions: readonly Condition[] } | undefined;
}

const NONE: readonly FoundException[] = [];

/** The changes of an event to its watches, in order, and the mark of those whose exceptions are others now. */
export function watched(
  event: Recorded,
  watchings: readonly Watching[],
  cause: Partial<Pick<Beginning, 'effectiveAt' | 'movementId' | 'transactionId'>> = {},
): RowChange[] {
  const { recordedAt } = event;
  const beginning = { recordedAt, effectiveAt: recordedAt, ...cause };
  return [
    ...watchings.map((watching) => judgedBy(event, watching, beginning)),
    marked(
      event,
      watchings.map(({ watchId }) => watchId),
    ),
  ];
}

function judgedBy(
  { tenantId, position }: Recorded,
  { watchId, reads = [], judge }: Watching,
  beginning: Omit<Beginning, 'idOf'>,
): RowChange {
  const others = reads.map((other) => [ExceptionWatchRow, { tenantId, watchId: other }] as const);
  const fold = (row: ExceptionWatchRow | undefined, ...read: readonly (ExceptionWatchRow | undefined)[]) => {
    const next = judge(row?.state, ...read.map((each) => each?.state));
    if (!next) return row;
    const before = row?.found ?? NONE;
    const idOf = (subject: string) => exceptionIdOf(watchId, subject, position);
    const found = foundAfter(before, next.conditions, { ...beginning, idOf });
    const foundAt = found === before ? (row?.foundAt ?? null) : position;
    return { tenantId, watchId, state: next.state, found, foundAt };
  };
  return change(ExceptionWatchRow, { tenantId, watchId }, fold as never, { reads: others as never });
}

export function accepted({
  tenantId,
  data,
  position,
  metadata,
}: Recorded<{
  type: string;
  data: StockExceptionAccepted;
}>): RowChange {
  const { watchId, exceptionId, reason } = data;
  return change(ExceptionWatchRow, { tenantId, watchId }, (row) => {
    if (!row) return row;
    const found = acceptedIn(row.found, exceptionId, { by: metadata.actorId, at: metadata.occurredAt, reason });
    return found === row.found ? row : { ...row, found, foundAt: position };
  });
}

/** Marks those of the watches whose exceptions the event has changed. */
export function marked({ tenantId, position }: Recorded, watchIds: readonly string[]): RowChange {
  const key = { tenantId, organizationId: tenantId };
  const fold = (head: ExceptionHeadRow | undefined, ...watches: readonly (ExceptionWatchRow | undefined)[]) => {
    const known = head?.changed ?? [];
    const news = watches.flatMap((watch) =>
      watch && watch.foundAt === position && !known.includes(watch.watchId) ? [watch.watchId] : [],
    );
    return news.length === 0 ? head : { ...key, changed: [...known, ...news] };
  };
  const reads = watchIds.map((watchId) => [ExceptionWatchRow, { tenantId, watchId }] as const);
  return change(ExceptionHeadRow, key, fold as never, { reads: reads as never });
}

/** Writes the exceptions of the marked watches as rows. */
export const exceptionRestatement = restatement<ExceptionHeadRow>({
  head: ExceptionHeadRow,
  isDue: ({ changed }) => changed.length > 0,
  reads: [
    { table: ExceptionWatchRow, by: 'watchId', in: ({ changed }) => changed },
    { table: StockExceptionRow, by: 'watchId', in: ({ changed }) => changed },
  ],
  fold: (head, [watches = [], rows = []]) => {
    const { tenantId } = head;
    const found = (watches as readonly ExceptionWatchRow[]).flatMap((watch) =>
      watch.found.map((each) => rowOf(tenantId, watch.watchId, each)),
    );
    const left = new Set(found.map(({ exceptionId }) => exceptionId));
    const gone = (rows as readonly StockExceptionRow[]).filter(({ exceptionId }) => !left.has(exceptionId));
    return [
      ...found.map((row) => written(StockExceptionRow, row)),
      ...gone.map(({ exceptionId }) => written(StockExceptionRow, { tenantId, exceptionId }, true)),
      written(ExceptionHeadRow, { ...head, changed: [] }),
    ];
  },
});

const written = <Row extends object>(table: new () => Row, row: Partial<Row>, gone?: true) =>
  ({ table, row, ...(gone && { gone }) }) as never;

const NOTHING = {
  itemId: null,
  locationId: null,
  lotNumber: null,
  quantity: null,
  balances: null,
  code: null,
  movementId: null,
  transactionId: null,
  documentId: null,
  orderId: null,
  receiptId: null,
  countId: null,
  line: null,
  reservationId: null,
  employeeId: null,
  holdsFrom: null,
  holdsUntil: null,
};

function rowOf(tenantId: string, watchId: string, found: FoundException): StockExceptionRow {
  const { id: exceptionId, subject: _, accepted: by, ...facts } = found;
  const acceptance = {
    isAccepted: by !== null,
    acceptedBy: by?.by ?? null,
    acceptedAt: by?.at ?? null,
    acceptedReason: by?.reason ?? null,
  };
  return { ...NOTHING, ...facts, ...acceptance, tenantId, exceptionId, watchId };
}
