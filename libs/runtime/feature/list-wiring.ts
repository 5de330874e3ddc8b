import { contractOf, type Contract, type ContractClass } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import type { ListRequest, Page, TimeKind } from '#contracts/declare/list-request';
import { PLATFORM } from '#contracts/permissions';
import type { SelectQueryBuilder } from 'typeorm';
import { entityTagOf } from '#libs/event-sourcing';
import { decidingActor, type Actor } from '#libs/identity';
import {
  LISTED,
  entityTraits,
  hasColumn,
  listPage,
  listedRow,
  type EntityClass,
  type Filter,
  type Join,
  type ListDeclaration,
} from '#libs/read-models';
import type { Outcome } from './dispatch';
import { boundByScope, heldIn } from './scope';
import type { QueryGiven, Wiring } from './wiring';

/** A row of a projection's table. */
export type Row = { readonly tenantId: string };

/** The request's filter fields: all but those that every list has. */
type FilterFields<Query> = Exclude<keyof Query, keyof ListRequest | 'asOf' | 'knownAt'>;

/** The rows of joined tables, by alias. */
type JoinedRows = Readonly<Record<string, object>>;

/** A listed row with its joined rows; null where there is none. */
export type JoinedRow<Listed extends Row, Joined extends JoinedRows> = Listed & {
  readonly [Alias in keyof Joined]: Joined[Alias] | null;
};

type ShowGiven = Pick<QueryGiven, 'config'> & { readonly asOf?: string };

export interface ListWiring<
  Query extends ListRequest,
  Listed extends Row,
  Shown extends object,
  Joined extends JoinedRows,
> {
  /** The projection's rows. */
  readonly entity: EntityClass<Listed>;
  /**
   * The effect of each field of the request, every one: `equals('status')`, `atLeast('effectiveAt')`, or a function.
   */
  readonly filters: { readonly [Field in FilterFields<Query>]-?: Filter<Listed, NonNullable<Query[Field]>> };
  /** Tables with one row for each listed row; their columns can be shown, sorted by, searched and filtered by. */
  readonly joins?: { readonly [Alias in keyof Joined]: Join<Listed, Joined[Alias]> };
  /** The columns of sort names that are no property of the row: `{ itemName: 'item.name' }`. */
  readonly sort?: Readonly<Record<string, string>>;
  /** The thing that the path names, whose rows are listed: of one that is missing, or hidden, there is no list. */
  readonly within?: {
    readonly noun: string;
    readonly reads: readonly EntityClass[];
    /** `held`: the values by which the contract's scope binds the caller; undefined for one who is not bound. */
    readonly isThere: (
      query: Query,
      given: QueryGiven & { readonly held: ReadonlySet<string> | undefined },
    ) => Promise<boolean>;
  };
  /** Bounds the rows by the caller, where no scope of the contract says it; `reads`: further tables that it looks at. */
  readonly boundBy?: {
    readonly reads: readonly EntityClass[];
    readonly bound: (query: SelectQueryBuilder<Listed>, actor: Actor) => void;
  };
  /** The columns that `asOf` and `knownAt` compare. */
  readonly times?: Readonly<Partial<Record<TimeKind, keyof Listed & string>>>;
  /** The columns with the moments at which a row counts no more; null: it does. With `asOf` those that ended are left out. */
  readonly until?: readonly (keyof Listed & string)[];
  /** `config`: the settings of the service. `asOf`: the moment that was asked for. */
  readonly show: (row: JoinedRow<Listed, Joined>, given: ShowGiven) => Shown;
  /** The rows of the list given whole that a row makes, where the contract's `table` has others. */
  readonly tableRows?: (row: JoinedRow<Listed, Joined>) => readonly object[];
  /**
   * The query of one such row, with its entity tag; by the path's last parameter, which is `key` of the row. The path's
   * other parameters are columns of the same name.
   */
  readonly get?: {
    readonly query: ContractClass;
    readonly key: keyof Listed & string;
    readonly noun: string;
    /** Shows the one row, where it has more than a row of the list. */
    readonly show?: (row: JoinedRow<Listed, Joined>, given: ShowGiven) => object;
    /** The part of it that changes without its revision: the entity tag holds a digest of that. Null: there is none. */
    readonly beside?: (row: JoinedRow<Listed, Joined>) => object | null;
  };
}

/**
 * Wires a list, and the query of one of its rows. Sort and search come from the contract; the projection is the one
 * that owns the row's table.
 * @throws TypeError for a sort field, a search, `asOf` or `knownAt` of the contract without a column
 */
export function list<
  Query extends ListRequest,
  Listed extends Row,
  Shown extends object,
  // oxlint-disable-next-line typescript/no-generated-empty-object-type -- a list without joins has no alias
  Joined extends JoinedRows = Record<never, never>,
>(contractClass: ContractClass<Query>, wiring: ListWiring<Query, Listed, Shown, Joined>): readonly Wiring<unknown>[] {
  const contract = contractOf(contractClass);
  const declaration = declarationOf(contract, wiring);
  refuseMissingColumns(contract, declaration, wiring.times);
  const tables = [...joinedTables(declaration), ...lookedAt(wiring)];
  const show: Show<Listed> = (row, given) => wiring.show(row as JoinedRow<Listed, Joined>, given);
  const { tableRows } = wiring;
  if (contract.list?.table && !tableRows) throw new TypeError(`${contract.name} has a table, and no rows of it`);
  const tabled = tableRows && ((row: Listed) => tableRows(row as JoinedRow<Listed, Joined>));
  const bound = boundByScope(contract, wiring.entity);
  const heldBy = contract.scope ? heldIn(contract) : () => undefined;
  const read = async (query: ListRequest, given: QueryGiven) => {
    const { within } = wiring;
    const held = heldBy(given.context.actor);
    if (within && !(await within.isThere(query as Query, { ...given, held }))) {
      throw new DomainError('NOT_FOUND', `There is no such ${within.noun}`);
    }
    const shown = { declaration, wiring, show, ...(bound && { bound }), ...(tabled && { tableRows: tabled }) };
    return readPage(contract, shown, query, given);
  };
  const listed: Wiring<unknown> = { kind: 'query', contract: contractClass, read, reads: [], tables };
  if (!wiring.get) return [listed];
  const { query, show: showOne = wiring.show } = wiring.get;
  const boundOne = boundByScope(contractOf(query), wiring.entity);
  const one = (asked: object, given: QueryGiven) =>
    readOne(
      contractOf(query),
      {
        declaration,
        wiring,
        show: (row, shown) => showOne(row as JoinedRow<Listed, Joined>, shown),
        ...(boundOne && { bound: boundOne }),
      },
      asked,
      given,
    );
  return [listed, { kind: 'query', contract: query, read: one, reads: [], tables }];
}

function lookedAt({
  within,
  boundBy,
}: {
  readonly within?: { readonly reads: readonly EntityClass[] };
  readonly boundBy?: { readonly reads: readonly EntityClass[] };
}): readonly EntityClass[] {
  return [...(within?.reads ?? []), ...(boundBy?.reads ?? [])];
}

function joinedTables<Listed extends Row>({
  entity: listed,
  joins = {},
}: ListDeclaration<Listed>): readonly EntityClass[] {
  return [listed, ...Object.values(joins).map(({ entity }) => entity)];
}

type Show<Listed extends Row> = (row: Listed, given: ShowGiven) => object;

interface Declared<Listed extends Row> {
  readonly declaration: ListDeclaration<Listed>;
  readonly wiring: Pick<ListWiring<never, Listed, object, never>, 'boundBy' | 'get' | 'times' | 'until'>;
  readonly show: Show<Listed>;
  readonly tableRows?: (row: Listed) => readonly object[];
  /** Bounds the rows by the contract's scope. */
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
  // A list of one order has no other to ask for.
  const sorted = declared.sort.length > 0 ? declared.sort : [declared.order.replace(/^-/, '')];
  return {
    name: subject,
    entity,
    order: declared.order,
    sort: Object.fromEntries(sorted.map((field) => [field, sort[field] ?? field])),
    filters: filters as NonNullable<ListDeclaration<Listed>['filters']>,
    ...(joins && { joins: joins as NonNullable<ListDeclaration<Listed>['joins']> }),
  };
}

/** Checked at the start, not at the first request. */
function refuseMissingColumns<Listed extends Row>(
  { name, list: declared, asOf, knownAt }: Contract,
  { entity, joins = {}, sort }: ListDeclaration<Listed>,
  times: Readonly<Partial<Record<TimeKind, string>>> = {},
): void {
  const tables: Readonly<Record<string, EntityClass | undefined>> = {
    [LISTED]: entity,
    ...Object.fromEntries(Object.entries(joins).map(([alias, joined]) => [alias, joined.entity])),
  };
  const isThere = (path: string) => {
    const [alias = '', property = ''] = path.includes('.') ? path.split('.') : [LISTED, path];
    const table = Object.hasOwn(tables, alias) ? tables[alias] : undefined;
    return table !== undefined && hasColumn(table, property);
  };
  const missing = Object.values(sort).find((path: string) => !isThere(path));
  if (missing) throw new TypeError(`${name} is sorted by ${missing}, which is no column`);
  if (declared?.search && !Object.values(tables).some((table) => table && entityTraits(table).searched.length > 0)) {
    throw new TypeError(`${name} is searched, and none of its tables has @Searched columns`);
  }
  const needed = [...(asOf ? [asOf] : []), ...(knownAt ? (['recorded'] as const) : [])];
  const untimed = needed.find((kind) => !isThere(times[kind] ?? ''));
  if (untimed) throw new TypeError(`${name} answers for a moment, and no column is named for its ${untimed} time`);
}

async function readPage<Listed extends Row>(
  { asOf: kind }: Contract,
  { declaration, wiring: { boundBy, times, until = [] }, show, tableRows, bound }: Declared<Listed>,
  query: ListRequest & { readonly asOf?: string; readonly knownAt?: string },
  { rows, context, config }: QueryGiven,
): Promise<Page<object>> {
  const now = new Date().toISOString();
  let moment: string | undefined;
  const page = await listPage(rows, declaration, query, (builder, asked) => {
    bound?.(builder, decidingActor(context.actor));
    boundBy?.bound(builder, context.actor);
    moment = asked.asOf ?? now;
    upTo(builder, kind && times?.[kind], asked.asOf, 'asOf');
    if (asked.asOf !== undefined) {
      for (const column of until) builder.andWhere(`(${LISTED}.${column} IS NULL OR ${LISTED}.${column} > :asOf)`);
    }
    upTo(builder, times?.recorded, asked.knownAt, 'knownAt');
  });
  const shownAt = { config, ...(kind && moment !== undefined && { asOf: moment }) };
  const items = query.whole && tableRows ? page.items.flatMap(tableRows) : page.items.map((row) => show(row, shownAt));
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
  { declaration, wiring: { boundBy, get }, show, bound }: Declared<Listed>,
  asked: object,
  { rows, context, config }: QueryGiven,
): Promise<Outcome> {
  const parameters = route?.pathParameters ?? [];
  const said = asked as Readonly<Record<string, unknown>>;
  const above = Object.fromEntries(parameters.slice(0, -1).map((name) => [name, said[name]]));
  // Row security already bounds the rows; the organisation is named as well because it is first in the key.
  const tenant = context.tenantId === PLATFORM ? {} : { tenantId: context.tenantId };
  const values = { ...tenant, ...above, [get?.key ?? '']: said[parameters.at(-1) ?? ''] } as never;
  const found = await listedRow(rows, declaration, values, (row) => {
    bound?.(row, decidingActor(context.actor));
    boundBy?.bound(row, context.actor);
  });
  if (!found) throw new DomainError('NOT_FOUND', `There is no such ${get?.noun}`);
  const { revision } = found as Row & { readonly revision?: number };
  const beside = get?.beside?.(found as never) ?? undefined;
  return { answer: show(found, { config }), ...(etag && { etag: entityTagOf(Number(revision), beside) }) };
}
