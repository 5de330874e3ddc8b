import { contractOf, type Contract, type ContractClass } from '#contracts/contract';
import { DomainError } from '#contracts/errors';
import type { ListRequest, Page, TimeKind } from '#contracts/list-request';
import { PLATFORM } from '#contracts/permissions';
import type { SelectQueryBuilder } from 'typeorm';
import { decidingActor } from '#libs/identity';
import {
  LISTED,
  listPage,
  listedRow,
  type EntityClass,
  type Filter,
  type Join,
  type ListDeclaration,
} from '#libs/read-models';
import type { Outcome } from './dispatch';
import { boundByScope } from './scope';
import type { QueryGiven, Wiring } from './wiring';

/** A row of a projection's table. */
export type Row = { readonly tenantId: string };

/** The request's fields that filter: all but those that every list has. */
type FilterFields<Query> = Exclude<keyof Query, keyof ListRequest | 'asOf' | 'knownAt'>;

type Joins<Listed extends Row> = Readonly<Record<string, Join<Listed, never>>>;

/** A listed row with those that it was joined with; null where there is none. */
export type JoinedRow<Listed extends Row, Joined extends Joins<Listed>> = Listed & {
  readonly [Alias in keyof Joined]: Joined[Alias] extends { readonly entity: EntityClass<infer Other> }
    ? Other | null
    : never;
};

export interface ListWiring<
  Query extends ListRequest,
  Listed extends Row,
  Shown extends object,
  Joined extends Joins<Listed>,
> {
  /** The projection's rows. */
  readonly entity: EntityClass<Listed>;
  /** What each field of the request does, every one: `equals('status')`, `atLeast('effectiveAt')`, or a function. */
  readonly filters: { readonly [Field in FilterFields<Query>]-?: Filter<Listed, NonNullable<Query[Field]>> };
  /** Tables of which a listed row has one row each; their columns can be shown, sorted by, searched and filtered by. */
  readonly joins?: Joined;
  /** The columns behind names to sort by that are no property of the row: `{ itemName: 'item.name' }`. */
  readonly sort?: Readonly<Record<string, string>>;
  /** The columns that `asOf` and `knownAt` go by. */
  readonly times?: Readonly<Partial<Record<TimeKind, keyof Listed & string>>>;
  readonly show: (row: JoinedRow<Listed, Joined>) => Shown;
  /** The query of one such row, with its entity tag; by the path's last parameter, which is `key` of the row. */
  readonly get?: { readonly query: ContractClass; readonly key: keyof Listed & string; readonly noun: string };
}

/**
 * Wires a list, and the query of one of its rows: sort and search come from the contract, the row's projection is the one
 * that has its table.
 */
export function list<
  Query extends ListRequest,
  Listed extends Row,
  Shown extends object,
  Joined extends Joins<Listed> = Record<never, never>,
>(contractClass: ContractClass<Query>, wiring: ListWiring<Query, Listed, Shown, Joined>): readonly Wiring<unknown>[] {
  const contract = contractOf(contractClass);
  const declaration = declarationOf(contract, wiring);
  const tables = [wiring.entity, ...Object.values(wiring.joins ?? {}).map(({ entity }) => entity as EntityClass)];
  const show = (row: Listed) => wiring.show(row as JoinedRow<Listed, Joined>);
  const bound = boundByScope(contract, wiring.entity);
  const read = (query: ListRequest, { rows, context }: QueryGiven) =>
    readPage(contract, { declaration, wiring, show, ...(bound && { bound }) }, query, { rows, context });
  const listed: Wiring<unknown> = { kind: 'query', contract: contractClass, read: read as never, reads: [], tables };
  if (!wiring.get) return [listed];
  const { query } = wiring.get;
  const boundOne = boundByScope(contractOf(query), wiring.entity);
  const one = (asked: object, given: QueryGiven) =>
    readOne(contractOf(query), { declaration, wiring, show, ...(boundOne && { bound: boundOne }) }, asked, given);
  return [listed, { kind: 'query', contract: query, read: one, reads: [], tables }];
}

interface Declared<Listed extends Row> {
  readonly declaration: ListDeclaration<Listed>;
  readonly wiring: Pick<ListWiring<never, Listed, object, never>, 'get' | 'times'>;
  readonly show: (row: Listed) => object;
  /** By the contract's scope. */
  readonly bound?: NonNullable<ReturnType<typeof boundByScope>>;
}

function declarationOf<Listed extends Row>(
  { list: declared, subject, name }: Contract,
  wiring: {
    readonly entity: EntityClass<Listed>;
    readonly filters: object;
    readonly joins?: object;
    readonly sort?: Readonly<Record<string, string>>;
  },
): ListDeclaration<Listed> {
  if (!declared) throw new TypeError(`${name} is no list`);
  const { entity, filters, joins, sort = {} } = wiring;
  return {
    name: subject,
    entity,
    order: declared.order,
    sort: Object.fromEntries(declared.sort.map((field) => [field, sort[field] ?? field])),
    filters: filters as NonNullable<ListDeclaration<Listed>['filters']>,
    ...(joins && { joins: joins as NonNullable<ListDeclaration<Listed>['joins']> }),
  };
}

async function readPage<Listed extends Row>(
  { asOf: kind }: Contract,
  { declaration, wiring: { times }, show, bound }: Declared<Listed>,
  query: ListRequest & { readonly asOf?: string; readonly knownAt?: string },
  { rows, context }: Pick<QueryGiven, 'rows' | 'context'>,
): Promise<Page<object>> {
  const now = new Date().toISOString();
  let moment: string | undefined;
  const page = await listPage(rows, declaration, query, (builder, asked) => {
    bound?.(builder, decidingActor(context.actor));
    moment = asked.asOf ?? now;
    upTo(builder, kind && times?.[kind], asked.asOf, 'asOf');
    upTo(builder, times?.recorded, asked.knownAt, 'knownAt');
  });
  const items = page.items.map(show);
  return kind ? ({ ...page, items, asOf: moment } as Page<object>) : { ...page, items };
}

function upTo<Listed extends Row>(
  query: SelectQueryBuilder<Listed>,
  property: string | undefined,
  moment: string | undefined,
  parameter: string,
): void {
  if (moment === undefined) return;
  if (property === undefined) throw new TypeError(`no column is named that ${parameter} goes by`);
  query.andWhere(`${LISTED}.${property} <= :${parameter}`, { [parameter]: moment });
}

async function readOne<Listed extends Row>(
  { route, etag }: Contract,
  { declaration, wiring: { get }, show, bound }: Declared<Listed>,
  asked: object,
  { rows, context }: QueryGiven,
): Promise<Outcome> {
  const id = (asked as Readonly<Record<string, unknown>>)[route?.pathParameters.at(-1) ?? ''];
  // Row security shows the caller's rows; the organisation is said as well, since it is first in the key.
  const tenant = context.tenantId === PLATFORM ? {} : { tenantId: context.tenantId };
  const values = { ...tenant, [get?.key ?? '']: id } as never;
  const found = await listedRow(rows, declaration, values, (row) => bound?.(row, decidingActor(context.actor)));
  if (!found) throw new DomainError('NOT_FOUND', `There is no such ${get?.noun}`);
  const { revision } = found as Row & { readonly revision?: number };
  return { answer: show(found), ...(etag && { etag: String(revision) }) };
}
