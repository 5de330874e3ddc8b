import type { EntityManager, EntityMetadata, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { DomainError } from '#contracts/errors';
import type { Page } from '#contracts/list-request';
import { type CursorValue, mismatch } from './cursor';
import { type EntityClass, entityTraits } from './entity';
import { type SortColumn, acceptor, after, fits } from './keyset';
import { type Asked, type ListQuery, type PagedList, askedPage, pageOf, refuseTooLong } from './paging';
import { searchPatterns } from './search';
import { TENANT_COLUMN } from './table-layout';

/** What a request's field does to the query. The values of one with a property are that column's; else they are text. */
export interface Filter<Row extends ObjectLiteral> {
  (query: SelectQueryBuilder<Row>, value: never): void;
  readonly property?: keyof Row & string;
}

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

/** The alias of the listed rows in filters and scopes. */
export const LISTED = 'listed';

/** Rows whose property equals the value. */
export const equals = filterBy('=');
/** Rows whose property is the value or more. */
export const atLeast = filterBy('>=');
/** Rows whose property is the value or less. */
export const atMost = filterBy('<=');

function filterBy(operator: '=' | '>=' | '<=') {
  return <Row extends ObjectLiteral>(property: keyof Row & string): Filter<Row> => {
    const parameter = `${property}${{ '=': 'Is', '>=': 'From', '<=': 'To' }[operator]}`;
    const filter = (query: SelectQueryBuilder<Row>, value: unknown) => {
      query.andWhere(`${LISTED}.${property} ${operator} :${parameter}`, { [parameter]: value });
    };
    return Object.assign(filter, { property });
  };
}

/** What the caller adds to every page, such as a bound that is no filter; `asked` has the cursor's moments. */
export type Scope<Row extends ObjectLiteral> = (query: SelectQueryBuilder<Row>, asked: Asked) => void;

/**
 * One page of a declared list. Keyset paging: the next page starts after the last row's sort values and key, so rows
 * inserted meanwhile neither repeat nor skip others while the sort fields do not change.
 *
 * @throws DomainError `CURSOR_MISMATCH` where the cursor contradicts the request, `VALIDATION_FAILED` for a sort field
 * that is not declared, `LIST_TOO_LONG` where it is asked for whole
 */
export async function listPage<Row extends ObjectLiteral>(
  manager: EntityManager,
  list: ListDeclaration<Row>,
  request: ListQuery,
  scope?: Scope<Row>,
): Promise<Page<Row>> {
  const metadata = manager.dataSource.getMetadata(list.entity);
  const page = askedPage(pagedList(list, metadata), request);
  const { asked } = page;
  const columns = orderOf(list, metadata, asked.sort);
  const query = manager.createQueryBuilder(list.entity, LISTED);
  scope?.(query, asked);
  for (const [name, value] of Object.entries(asked.filters)) list.filters?.[name]?.(query, value as never);
  if (asked.q !== undefined) search(query, metadata, asked.q);
  const all = page.whole && !page.after ? query.clone() : undefined;
  if (page.after) {
    if (!fits(columns, page.after)) throw mismatch();
    const { sql, parameters } = after(columns, page.after);
    query.andWhere(sql, parameters);
  }
  for (const { path, descending, nullable } of columns) {
    query.addOrderBy(path, descending ? 'DESC' : 'ASC', ...(nullable ? (['NULLS LAST'] as const) : []));
  }
  const rows = await query.limit(page.limit + 1).getMany();
  await refuseTooLong(
    page,
    rows,
    async (offset) => (await all?.select('1').offset(offset).limit(1).getRawOne()) !== undefined,
  );
  return pageOf(page, rows, (row) => valuesOf(columns, row));
}

function pagedList<Row extends ObjectLiteral>(list: ListDeclaration<Row>, metadata: EntityMetadata): PagedList {
  const { name, order, sort, filters = {} } = list;
  const accepting = Object.entries(filters).map(([field, { property }]) => {
    const column = property === undefined ? undefined : metadata.findColumnWithPropertyName(property);
    return [field, acceptor(column ? String(column.type) : 'text')] as const;
  });
  const names = Array.isArray(sort) ? (sort as readonly string[]) : Object.keys(sort);
  const search = entityTraits(list.entity).searched.length > 0;
  return { name, order, sort: names, search, filters: Object.fromEntries(accepting) };
}

function orderOf<Row extends ObjectLiteral>(
  list: ListDeclaration<Row>,
  metadata: EntityMetadata,
  sort: string,
): SortColumn[] {
  // A field that is named again changes nothing.
  const parts = sort.split(',').filter((part, at, all) => all.findIndex((other) => sameField(other, part)) === at);
  const chosen = parts.map((part) => {
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

function sameField(one: string, other: string): boolean {
  return one.replace(/^-/, '') === other.replace(/^-/, '');
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
