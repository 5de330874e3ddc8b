import type { EntityManager, EntityMetadata, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { DomainError } from '#contracts/errors';
import type { Page } from '#contracts/declare/list-request';
import { type CursorValue, mismatch } from './cursor';
import { type EntityClass, entityTraits } from './entity';
import { type SortColumn, acceptor, after, fits } from './keyset';
import { type PageQuery, type ListQuery, type PagedList, askedPage, pageOf, refuseTooLong } from './paging';
import { searchTerms } from './search-text';
import { TENANT_COLUMN } from './table-layout';

/**
 * The effect of a request's field on the query. The values of one with a property are that column's; else they are
 * text.
 */
export interface Filter<Row extends ObjectLiteral, Value = never> {
  (query: SelectQueryBuilder<Row>, value: Value): void;
  readonly property?: keyof Row & string;
}

/** Another table of which each listed row has one row, or none. */
export interface Join<Row extends ObjectLiteral = ObjectLiteral, Joined extends object = object> {
  readonly entity: EntityClass<Joined>;
  /** The listed row's properties, with the joined row's that equal them; the organisation is always the same. */
  readonly on: { readonly [Property in keyof Row & string]?: keyof Joined & string };
}

/** A join of a table of any kind of row. */
interface AnyJoin<Row extends ObjectLiteral> {
  readonly entity: EntityClass;
  readonly on: { readonly [Property in keyof Row & string]?: string };
}

export interface ListDeclaration<Row extends ObjectLiteral> {
  /** Pinned by cursors: unique in the platform. */
  readonly name: string;
  readonly entity: EntityClass<Row>;
  /** The names that clients may sort by; as a record, with the property of each, which may be `<join>.<property>`. */
  readonly sort: readonly string[] | Readonly<Record<string, string>>;
  /** As a client would ask for it: `-effectiveAt`. The row's key always comes last and makes the order total. */
  readonly order: string;
  /** The filter of each of the request's fields. Fields not named here filter nothing. */
  readonly filters?: Readonly<Record<string, Filter<Row>>>;
  /** By the alias of the joined row in filters, sorts and the row itself. Its text is searched, too. */
  readonly joins?: Readonly<Record<string, AnyJoin<Row>>>;
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
  return <Row extends ObjectLiteral, Property extends keyof Row & string>(
    property: Property,
  ): Filter<Row, NonNullable<Row[Property]>> => {
    const parameter = `${property}${{ '=': 'Is', '>=': 'From', '<=': 'To' }[operator]}`;
    const filter = (query: SelectQueryBuilder<Row>, value: unknown) => {
      query.andWhere(`${LISTED}.${property} ${operator} :${parameter}`, { [parameter]: value });
    };
    return Object.assign(filter, { property });
  };
}

/** The caller's addition to every page, such as a bound that is no filter; `asked` has the cursor's moments. */
export type Scope<Row extends ObjectLiteral> = (query: SelectQueryBuilder<Row>, asked: PageQuery) => void;

/**
 * One page of a declared list. Keyset paging: the next page starts after the last row's sort values and key, so rows
 * inserted meanwhile neither repeat nor skip others while the sort fields do not change.
 *
 * @throws DomainError `CURSOR_MISMATCH` when the cursor contradicts the request, `VALIDATION_FAILED` for a sort field
 * that is not declared, `LIST_TOO_LONG` when it is asked for whole
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
  const columns = orderOf(list, manager, asked.sort);
  const query = manager.createQueryBuilder(list.entity, LISTED);
  join(query, list.joins ?? {});
  scope?.(query, asked);
  for (const [name, value] of Object.entries(asked.filters)) list.filters?.[name]?.(query, value as never);
  if (asked.q !== undefined) search(query, list, asked.q);
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

/** The one row of a declared list with these values, joined as the list is. */
export async function listedRow<Row extends ObjectLiteral>(
  manager: EntityManager,
  list: ListDeclaration<Row>,
  values: Readonly<Partial<Record<keyof Row & string, unknown>>>,
  scope?: (query: SelectQueryBuilder<Row>) => void,
): Promise<Row | null> {
  const query = manager.createQueryBuilder(list.entity, LISTED);
  join(query, list.joins ?? {});
  for (const [property, value] of Object.entries(values)) {
    query.andWhere(`${LISTED}.${property} = :${property}`, { [property]: value });
  }
  scope?.(query);
  return query.getOne();
}

function pagedList<Row extends ObjectLiteral>(list: ListDeclaration<Row>, metadata: EntityMetadata): PagedList {
  const { name, order, sort, filters = {} } = list;
  const accepting = Object.entries(filters).map(([field, { property }]) => {
    const column = property === undefined ? undefined : metadata.findColumnWithPropertyName(property);
    return [field, acceptor(column ? String(column.type) : 'text')] as const;
  });
  const names = Array.isArray(sort) ? (sort as readonly string[]) : Object.keys(sort);
  const search = searchedIn(list).length > 0;
  return { name, order, sort: names, search, filters: Object.fromEntries(accepting) };
}

function orderOf<Row extends ObjectLiteral>(
  list: ListDeclaration<Row>,
  manager: EntityManager,
  sort: string,
): SortColumn[] {
  const metadata = manager.dataSource.getMetadata(list.entity);
  // A repeated field changes nothing.
  const parts = sort.split(',').filter((part, at, all) => all.findIndex((other) => sameField(other, part)) === at);
  const chosen = parts.map((part) => {
    const descending = part.startsWith('-');
    const name = descending ? part.slice(1) : part;
    return sortColumn(list, manager, propertyOf(list, name), descending);
  });
  const descending = chosen.at(-1)?.descending ?? false;
  const key = metadata.primaryColumns
    .filter(({ databaseName }) => databaseName !== TENANT_COLUMN)
    .filter(({ propertyName }) => !chosen.some(({ property }) => property === propertyName))
    .map(({ propertyName }) => sortColumn(list, manager, propertyName, descending));
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

function sortColumn<Row extends ObjectLiteral>(
  { entity, joins = {} }: ListDeclaration<Row>,
  { dataSource }: EntityManager,
  property: string,
  descending: boolean,
): SortColumn {
  const [alias, joined] = property.includes('.') ? (property.split('.') as [string, string]) : [LISTED, property];
  const table = alias === LISTED ? entity : joins[alias]?.entity;
  const column = table && dataSource.getMetadata(table).findColumnWithPropertyName(joined);
  if (!column) throw new TypeError(`${entity.name} has no column ${property} to sort by`);
  return {
    path: `${alias}.${joined}`,
    property,
    descending,
    nullable: column.isNullable || alias !== LISTED,
    accepts: acceptor(String(column.type)),
  };
}

function join<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  joins: NonNullable<ListDeclaration<Row>['joins']>,
): void {
  for (const [alias, { entity, on }] of Object.entries(joins)) {
    const pairs = [['tenantId', 'tenantId'], ...Object.entries(on)];
    const condition = pairs.map(([own, theirs]) => `${alias}.${String(theirs)} = ${LISTED}.${own}`).join(' AND ');
    query.leftJoinAndMapOne(`${LISTED}.${alias}`, entity, alias, condition);
  }
}

function valuesOf(columns: readonly SortColumn[], row: ObjectLiteral): CursorValue[] {
  return columns.map(({ property }) => {
    const value = property.split('.').reduce<unknown>((at, step) => (at as ObjectLiteral | null)?.[step], row);
    return (value ?? null) as CursorValue;
  });
}

/** The tables whose text `q` searches, by their alias. */
function searchedIn<Row extends ObjectLiteral>({ entity, joins = {} }: ListDeclaration<Row>) {
  const tables: readonly (readonly [string, EntityClass])[] = [
    [LISTED, entity],
    ...Object.entries(joins).map(([alias, joined]) => [alias, joined.entity] as const),
  ];
  return tables.filter(([, table]) => entityTraits(table).searched.length > 0);
}

/** Rows of which one table's text has every word. */
function search<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  list: ListDeclaration<Row>,
  text: string,
): void {
  const terms = searchTerms(text);
  if (!terms) return;
  const found = searchedIn(list).map(([alias, table]) => foundIn(alias, query.dataSource.getMetadata(table)));
  query.andWhere(`(${found.join(' OR ')})`, { grams: terms.grams, patterns: terms.patterns });
}

function foundIn(alias: string, metadata: EntityMetadata): string {
  const key = metadata.primaryColumns.filter(({ databaseName }) => databaseName !== TENANT_COLUMN);
  const own = key.map(({ propertyName }) => `${alias}.${propertyName}`).join(', ');
  const found = key.map(({ databaseName }) => `found."${databaseName}"`).join(', ');
  const name = `"${metadata.schema}"."search_${metadata.tableName}"`;
  return `(${own}) IN (SELECT ${found} FROM ${name}(:grams, :patterns) found)`;
}
