import type { EntityManager, EntityMetadata, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { DomainError } from '#contracts/errors';
import { DEFAULT_LIMIT, type ListRequest, MAX_LIMIT, type Page } from '#contracts/list-request';
import { type Cursor, type CursorValue, mismatch, readCursor, writeCursor } from './cursor';
import type { EntityClass } from './entity';
import { type SortColumn, acceptor, after } from './keyset';
import { searchPatterns } from './search';
import { TENANT_COLUMN } from './table-layout';

export type Filter<Row extends ObjectLiteral> = (query: SelectQueryBuilder<Row>, value: never) => void;

export interface ListDeclaration<Row extends ObjectLiteral> {
  /** Pinned by cursors: unique in the platform. */
  readonly name: string;
  readonly entity: EntityClass<Row>;
  /** Names that clients may sort by, with the property behind each where it is called otherwise. */
  readonly sort: readonly string[] | Readonly<Record<string, keyof Row & string>>;
  /** As a client would ask for it: `-effectiveAt`. The row's key always comes last and makes the order total. */
  readonly order: string;
  /** By the request's field: what each does to the query. Fields not named here filter nothing. */
  readonly filters?: Readonly<Record<string, Filter<Row>>>;
}

/** What a list is asked for: the fields of its query contract. */
export type ListQuery = ListRequest & { readonly asOf?: string; readonly knownAt?: string };

/** The alias of the listed rows in filters and scopes. */
export const LISTED = 'listed';

/** Rows whose property equals the value. */
export const equals = filterBy('=');
/** Rows whose property is the value or more. */
export const atLeast = filterBy('>=');
/** Rows whose property is the value or less. */
export const atMost = filterBy('<=');

function filterBy(operator: '=' | '>=' | '<=') {
  return <Row extends ObjectLiteral>(property: keyof Row & string): Filter<Row> =>
    (query: SelectQueryBuilder<Row>, value: unknown) => {
      const parameter = `${property}${{ '=': 'Is', '>=': 'From', '<=': 'To' }[operator]}`;
      query.andWhere(`${LISTED}.${property} ${operator} :${parameter}`, { [parameter]: value });
    };
}

/** What the caller adds to every page, such as a bound that is no filter; `asked` has the cursor's moments. */
export type Scope<Row extends ObjectLiteral> = (query: SelectQueryBuilder<Row>, asked: Asked) => void;

/**
 * One page of a declared list. Keyset paging: the next page starts after the last row's sort values and key, so rows
 * inserted meanwhile neither repeat nor skip others while the sort fields do not change.
 *
 * @throws DomainError `CURSOR_MISMATCH` where the cursor contradicts the request, `VALIDATION_FAILED` for a sort field
 * that is not declared
 */
export async function listPage<Row extends ObjectLiteral>(
  manager: EntityManager,
  list: ListDeclaration<Row>,
  request: ListQuery,
  scope?: Scope<Row>,
): Promise<Page<Row>> {
  const cursor = request.cursor === undefined ? undefined : readCursor(request.cursor, list.name);
  const pinned = cursor ? pin(list, request, cursor) : asked(list, request);
  const metadata = manager.dataSource.getMetadata(list.entity);
  const columns = orderOf(list, metadata, pinned.sort);
  const query = manager.createQueryBuilder(list.entity, LISTED);
  scope?.(query, pinned);
  applyFilters(query, list, pinned.filters);
  if (pinned.q !== undefined) search(query, metadata, pinned.q);
  if (cursor) {
    if (!fits(columns, cursor.after)) throw mismatch();
    const { sql, parameters } = after(columns, cursor.after);
    query.andWhere(sql, parameters);
  }
  for (const { path, descending, nullable } of columns) {
    query.addOrderBy(path, descending ? 'DESC' : 'ASC', ...(nullable ? (['NULLS LAST'] as const) : []));
  }
  const limit = Math.min(request.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
  const rows = await query.limit(limit + 1).getMany();
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? writeCursor({ ...pinned, after: valuesOf(columns, last) }) : null };
}

/** What a page is a page of. */
export type Asked = Omit<Cursor, 'after'>;

function asked<Row extends ObjectLiteral>(list: ListDeclaration<Row>, request: ListQuery): Asked {
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

/** What the cursor was made with; the request may leave it out, but not say otherwise. */
function pin<Row extends ObjectLiteral>(list: ListDeclaration<Row>, request: ListQuery, cursor: Cursor): Asked {
  for (const name of ['sort', 'q', 'asOf', 'knownAt'] as const) {
    if (request[name] !== undefined && request[name] !== cursor[name]) throw mismatch(name);
  }
  for (const [name, value] of Object.entries(filtersOf(list, request))) {
    if (JSON.stringify(cursor.filters[name]) !== JSON.stringify(value)) throw mismatch(name);
  }
  const { after: _after, ...pinned } = cursor;
  return pinned;
}

function filtersOf<Row extends ObjectLiteral>(list: ListDeclaration<Row>, request: object): Record<string, unknown> {
  const asked = request as Readonly<Record<string, unknown>>;
  const named = Object.keys(list.filters ?? {}).map((name) => [name, asked[name]] as const);
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}

function applyFilters<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  list: ListDeclaration<Row>,
  filters: Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(filters)) {
    const filter = list.filters?.[name];
    if (!filter) throw mismatch(name);
    filter(query, value as never);
  }
}

function orderOf<Row extends ObjectLiteral>(
  list: ListDeclaration<Row>,
  metadata: EntityMetadata,
  sort: string,
): SortColumn[] {
  const chosen = sort.split(',').map((part) => {
    const descending = part.startsWith('-');
    const name = descending ? part.slice(1) : part;
    return sortColumn(metadata, propertyOf(list, name), descending);
  });
  const descending = chosen.at(-1)?.descending ?? false;
  const key = metadata.primaryColumns
    .filter(({ databaseName }) => databaseName !== TENANT_COLUMN)
    .filter(({ propertyName }) => !chosen.some(({ property }) => property === propertyName))
    .map(({ propertyName }) => sortColumn(metadata, propertyName, descending));
  return [...chosen, ...key];
}

function propertyOf<Row extends ObjectLiteral>({ sort }: ListDeclaration<Row>, name: string): string {
  const declared = Array.isArray(sort) ? sort.includes(name) && name : Object.hasOwn(sort, name) && sort[name as never];
  if (declared) return declared;
  throw new DomainError('VALIDATION_FAILED', undefined, {}, [
    { pointer: '?sort', code: 'UNKNOWN_FIELD', message: 'must be a field that this list can be sorted by' },
  ]);
}

function sortColumn(metadata: EntityMetadata, property: string, descending: boolean): SortColumn {
  const column = metadata.findColumnWithPropertyName(property);
  if (!column) throw new TypeError(`${metadata.targetName} has no column ${property} to sort by`);
  return {
    path: `${LISTED}.${property}`,
    property,
    descending,
    nullable: column.isNullable,
    accepts: acceptor(String(column.type)),
  };
}

function fits(columns: readonly SortColumn[], values: readonly CursorValue[]): boolean {
  if (values.length !== columns.length) return false;
  return columns.every(({ nullable, accepts }, index) => {
    const value = values[index] ?? null;
    return value === null ? nullable : accepts(value);
  });
}

function valuesOf(columns: readonly SortColumn[], row: ObjectLiteral): CursorValue[] {
  return columns.map(({ property }) => row[property] as CursorValue);
}

function search<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  metadata: EntityMetadata,
  text: string,
): void {
  const patterns = searchPatterns(text);
  if (!patterns) return;
  const key = metadata.primaryColumns.filter(({ databaseName }) => databaseName !== TENANT_COLUMN);
  const own = key.map(({ propertyName }) => `${LISTED}.${propertyName}`).join(', ');
  const found = key.map(({ databaseName }) => `found."${databaseName}"`).join(', ');
  const name = `"${metadata.schema}"."search_${metadata.tableName}"`;
  query.andWhere(`(${own}) IN (SELECT ${found} FROM ${name}(:pattern, :further) found)`, patterns);
}
