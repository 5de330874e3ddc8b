import {
  DEFAULT_LIMIT,
  type ListRequest,
  MAX_LIMIT,
  MAX_SEARCH,
  MAX_WHOLE_ROWS,
  type Page,
  listTooLong,
} from '#contracts/declare/list-request';
import { type Cursor, type CursorValue, mismatch, readCursor, writeCursor } from './cursor';
import { acceptor } from './keyset';

/** The request of a list: the fields of its query contract. */
export type ListQuery = ListRequest & { readonly asOf?: string; readonly knownAt?: string };

/** The options of a list, which bound the content of a cursor, since anybody can write one. */
export interface PagedList {
  /** Pinned by cursors: unique in the platform. */
  readonly name: string;
  /** As a client would ask for it: `-effectiveAt`. */
  readonly order: string;
  /** Names that clients may sort by. */
  readonly sort: readonly string[];
  /** By the request's field: whether a value can be one of that field. */
  readonly filters: Readonly<Record<string, (value: unknown) => boolean>>;
  /** Takes `q`. */
  readonly search?: boolean;
}

/** The list and conditions that a page belongs to. */
export type PageQuery = Omit<Cursor, 'after'>;

export interface AskedPage {
  readonly asked: PageQuery;
  /** The end of the page before; its reader has to check that these are values of the order's columns. */
  readonly after?: readonly CursorValue[];
  readonly limit: number;
  /** The list is given whole. */
  readonly whole: boolean;
}

/** A request adds at most two fields to those that it may name itself. */
const MAX_SORT_FIELDS = 7;

const isText = acceptor('text');
const isInstant = acceptor('timestamptz');

/**
 * The list and conditions of a page: the request's, or those of the cursor. The request may leave out what the cursor
 * pins, but not contradict it.
 *
 * @throws DomainError `CURSOR_MISMATCH` also for a cursor that this list cannot have made
 */
export function askedPage(list: PagedList, request: ListQuery): AskedPage {
  const limit = Math.min(request.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
  const whole = request.whole === true;
  if (request.cursor === undefined) return { asked: askedBy(list, request), limit, whole };
  const { after, ...asked } = readCursor(request.cursor, list.name);
  for (const name of ['sort', 'q', 'asOf', 'knownAt'] as const) {
    if (request[name] !== undefined && request[name] !== asked[name]) throw mismatch(name);
  }
  for (const [name, value] of Object.entries(filtersOf(list, request))) {
    const pinned = Object.hasOwn(asked.filters, name) ? asked.filters[name] : undefined;
    if (JSON.stringify(pinned) !== JSON.stringify(value)) throw mismatch(name);
  }
  if (!canAsk(list, asked)) throw mismatch();
  return { asked, after, limit, whole };
}

/** A page of the found rows, one more than its limit when more follow. `sortValuesOf`: a row's values of the order. */
export function pageOf<Row>(
  { asked, limit }: AskedPage,
  rows: readonly Row[],
  sortValuesOf: (row: Row) => readonly CursorValue[],
): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? writeCursor({ ...asked, after: sortValuesOf(last) }) : null };
}

/**
 * For a list given whole, checks with its first page that it is not too long. `hasRowAt`: whether there is a row after
 * so many others; called only when more rows follow than the page has.
 *
 * @throws DomainError `LIST_TOO_LONG`
 */
export async function refuseTooLong(
  { whole, after, limit }: AskedPage,
  rows: readonly unknown[],
  hasRowAt: (offset: number) => Promise<boolean>,
): Promise<void> {
  if (!whole || after || rows.length <= limit) return;
  if (await hasRowAt(MAX_WHOLE_ROWS)) throw listTooLong();
}

function askedBy(list: PagedList, request: ListQuery): PageQuery {
  const { sort = list.order, q, asOf, knownAt } = request;
  return {
    list: list.name,
    filters: filtersOf(list, request),
    sort,
    ...(q !== undefined && { q }),
    ...(asOf !== undefined && { asOf }),
    ...(knownAt !== undefined && { knownAt }),
  };
}

function filtersOf({ filters }: PagedList, request: object): Record<string, unknown> {
  const asked = request as Readonly<Record<string, unknown>>;
  const named = Object.keys(filters).map((name) => [name, asked[name]] as const);
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}

function canAsk(list: PagedList, { filters, sort, q, asOf, knownAt }: PageQuery): boolean {
  const fields = sort.split(',');
  return (
    fields.length <= MAX_SORT_FIELDS &&
    fields.every((field) => list.sort.includes(field.replace(/^-/, ''))) &&
    Object.entries(filters).every(
      ([name, value]) => Object.hasOwn(list.filters, name) && list.filters[name]?.(value) === true,
    ) &&
    (q === undefined || (list.search === true && isText(q) && q.length <= 2 * MAX_SEARCH)) &&
    [asOf, knownAt].every((moment) => moment === undefined || isInstant(moment))
  );
}
