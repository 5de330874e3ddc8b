import 'reflect-metadata';
import type { ErrorCode } from '../errors';
import { declareAsOf, declareKnownAt, declareListFields, type TimeKind } from './list-request';
import type { Permission } from '../permissions';
import type { RowScope } from './scope';
import type { MediaType } from '../values/media-types';

/**
 * `public`: no caller; over the bus, the gateway's own token. `self`: any valid token of a user. `service`: a service's
 * own token alone, from the services named in `sentBy`; such a contract has no route. `import`: the permission of some
 * kind of import; the handler asks for that of the kind in question. Otherwise the permission that the caller's roles
 * must contain.
 */
export type Access = Permission | 'public' | 'self' | 'service' | 'import';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Common<Answer extends object> {
  /** The bus subject, `<service>.<name>`: its first word is the service that answers. */
  readonly subject: `${string}.${string}`;
  readonly permission: Access;
  /**
   * Method and path under `/api/v1`, path parameters in braces and named as the fields they fill. None for a contract
   * that only services send.
   */
  readonly route?: `${HttpMethod} /${string}`;
  /** One sentence, in the imperative: the operation's summary. */
  readonly summary: string;
  /** The class of the answer. Its fields are declared as a request's are. */
  readonly answers: abstract new () => Answer;
  /** The codes of this operation's refusals beyond those of every one (400, 401, 403, 404, 429, 503). */
  readonly refuses?: readonly ErrorCode[];
  /** Services that may send it with a service token (work without a caller). Default: none. */
  readonly sentBy?: readonly string[];
  /**
   * The rows that the permission is bound to. A command's wiring names the owner of the thing (`scopeOf`); a list shows
   * only those rows.
   */
  readonly scope?: RowScope;
  /** Also for callers without an organisation; the matrix marks such rows ●. */
  readonly platform?: boolean;
  /** Of a public contract: the bearer of a good access token is known as the caller; any other token is ignored. */
  readonly optionalCaller?: true;
  /** Also for callers who must change a password that was made up for them. */
  readonly beforePasswordChange?: true;
  /** Also in an organisation that requires a second factor, for sessions that have confirmed none. */
  readonly beforeSecondFactor?: true;
  /** With `self`: also for API keys, which are refused otherwise. */
  readonly byApiKey?: true;
  /**
   * Grave: the caller has proven password or second factor again within ten minutes of this session, else it is refused
   * with `STEP_UP_REQUIRED`. To sign in is no such proof. A service that acts by itself needs none.
   */
  readonly stepUp?: true;
  /**
   * Shows data of persons, or the audit trail. The disclosure is recorded before the answer, and without a record there
   * is no answer (503). A caller's own account discloses nothing.
   */
  readonly discloses?: Disclosure;
  /** Whether an answer shows such data, or a row of a list; absent: each does. */
  disclosing?(this: void, shown: Answer): boolean;
}

export interface CommandOptions<Answer extends object> extends Common<Answer> {
  /** 202: taken, and done later; the answer names the resource to watch. */
  readonly status: 200 | 201 | 202;
  /**
   * The path of the created resource under `/api/v1`, with the answer's fields in braces: `/items/{id}`,
   * `/movements/{movementIds.0}`.
   */
  readonly location?: `/${string}`;
  /** Honours `If-Match`: a change of one resource that has an `ETag`. Not for recording movements. */
  readonly ifMatch?: boolean;
  /** The route takes a form with a file. */
  readonly upload?: Upload;
  /** The route also takes `text/csv`: the whole text is this field. */
  readonly table?: string;
  /** The largest body, in bytes. Default: 512 KiB. A message of the bus has 1 MiB. */
  readonly maxBodyBytes?: number;
}

/**
 * A command with a file: its route takes `multipart/form-data` with this contract's fields as text and one part `file`,
 * which the gateway streams into storage before it sends the command.
 */
export interface Upload {
  /** The field that names the stored file. It is no part of the form. */
  readonly field: string;
  /** The field that is the name of the file where the form does not give it. */
  readonly fileName?: string;
  readonly maxBytes: number;
  /** As the bytes tell, whatever the form says. */
  readonly takes: readonly [MediaType, ...MediaType[]];
}

export interface QueryOptions<Answer extends object> extends Common<Answer> {
  /**
   * The answer is one page of `answers`: adds `limit`, `cursor` and `sort`, and answers `{ items, nextCursor }`. The
   * class extends `ListRequest` for their types.
   */
  readonly list?: {
    readonly sort: readonly string[];
    readonly search?: boolean;
    /** As a client would ask for it: `-effectiveAt`. Default: the first of `sort`. */
    readonly order?: string;
    /** Over HTTP it is given whole, as a table, and in no other form. */
    readonly tableOnly?: true;
    /** The fields of a page that are about the whole list. */
    readonly page?: abstract new () => object;
    /** The rows of the list given whole, where they are others than those of its pages. */
    readonly table?: abstract new () => object;
  };
  /**
   * Takes `?asOf=`, by effective or by recorded time, and echoes it: in a field of the answer, or beside a list's
   * items.
   */
  readonly asOf?: TimeKind;
  /** Takes `?knownAt=`: the answer uses only events recorded by then. */
  readonly knownAt?: true;
  /** Answers carry an `ETag`. */
  readonly etag?: boolean;
  /** Answers may carry a position: of work that was done for the caller meanwhile. */
  readonly tellsPosition?: true;
  /** Answers are parts of a file; over HTTP they come as the file itself. */
  readonly file?: true;
}

/** The kind of data of an answer whose disclosure is recorded. */
export type Disclosure = 'personal' | 'audit';

/** A command or query: a class whose fields carry the rules of `fields.ts`. */
export type ContractClass<T extends object = object> = new () => T;

export interface Route {
  readonly method: HttpMethod;
  /** With the base: `/api/v1/items/{itemId}/receipts`. */
  readonly path: string;
  readonly pathParameters: readonly string[];
}

export interface Contract {
  readonly kind: 'command' | 'query';
  readonly name: string;
  readonly type: ContractClass;
  readonly service: string;
  readonly subject: string;
  readonly permission: Access;
  readonly route?: Route;
  readonly status: number;
  readonly location?: string;
  readonly ifMatch: boolean;
  readonly summary: string;
  readonly answers: abstract new () => object;
  readonly refuses: readonly ErrorCode[];
  readonly sentBy: readonly string[];
  readonly scope?: RowScope;
  readonly platform: boolean;
  readonly optionalCaller: boolean;
  readonly beforePasswordChange: boolean;
  readonly beforeSecondFactor: boolean;
  readonly stepUp: boolean;
  readonly byApiKey: boolean;
  readonly list?: {
    readonly sort: readonly string[];
    readonly search: boolean;
    readonly order: string;
    readonly tableOnly: boolean;
    readonly page?: abstract new () => object;
    readonly table?: abstract new () => object;
  };
  readonly upload?: Upload;
  readonly file: boolean;
  readonly table?: string;
  readonly maxBodyBytes?: number;
  readonly asOf?: TimeKind;
  readonly knownAt: boolean;
  readonly etag: boolean;
  readonly tellsPosition?: true;
  readonly discloses?: Disclosure;
  disclosing?(this: void, shown: object): boolean;
}

export const API_BASE = '/api/v1';

const contracts = new Map<ContractClass, Contract>();

function routeOf(route: string): Route {
  const [method, path] = route.split(' ') as [HttpMethod, string];
  return {
    method,
    path: `${API_BASE}${path}`,
    pathParameters: [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string),
  };
}

/** @throws TypeError when there is no permission to bind */
function bound({ subject, permission, scope }: Pick<Common<object>, 'subject' | 'permission' | 'scope'>): RowScope {
  if (['public', 'self', 'service', 'import'].includes(permission)) {
    throw new TypeError(`${subject} has a scope but no permission`);
  }
  return scope as RowScope;
}

/** @throws TypeError when nobody is there to prove anything */
function provable({ subject, permission, stepUp }: Common<object>): boolean {
  if (stepUp && ['public', 'service'].includes(permission)) {
    throw new TypeError(`${subject} asks for a proof of a caller, and may have none`);
  }
  return stepUp ?? false;
}

function common(type: ContractClass, options: Common<object>) {
  return {
    name: type.name,
    type,
    service: options.subject.slice(0, options.subject.indexOf('.')),
    subject: options.subject,
    permission: options.permission,
    ...(options.route && { route: routeOf(options.route) }),
    summary: options.summary,
    answers: options.answers,
    refuses: options.refuses ?? [],
    sentBy: options.sentBy ?? [],
    platform: options.platform ?? false,
    optionalCaller: options.optionalCaller ?? false,
    beforePasswordChange: options.beforePasswordChange ?? false,
    beforeSecondFactor: options.beforeSecondFactor ?? false,
    stepUp: provable(options),
    byApiKey: options.byApiKey ?? false,
    ...(options.scope && { scope: bound(options) }),
    ...(options.discloses && { discloses: options.discloses }),
    ...(options.disclosing && { disclosing: options.disclosing }),
  };
}

function commandOf(type: ContractClass, options: CommandOptions<object>): Contract {
  return {
    ...common(type, options),
    kind: 'command',
    status: options.status,
    ...(options.location && { location: `${API_BASE}${options.location}` }),
    ...(options.upload && { upload: options.upload }),
    ...(options.table !== undefined && { table: options.table }),
    ...(options.maxBodyBytes !== undefined && { maxBodyBytes: options.maxBodyBytes }),
    ifMatch: options.ifMatch ?? false,
    knownAt: false,
    etag: false,
    file: false,
  };
}

function listOf(list: NonNullable<QueryOptions<object>['list']>) {
  const { sort, search = false, order = sort[0] ?? '', tableOnly = false, page, table } = list;
  return { sort, search, order, tableOnly, ...(page && { page }), ...(table && { table }) };
}

function queryOf(type: ContractClass, options: QueryOptions<object>): Contract {
  return {
    ...common(type, options),
    kind: 'query',
    status: 200,
    ifMatch: false,
    ...(options.list && { list: listOf(options.list) }),
    ...(options.asOf && { asOf: options.asOf }),
    knownAt: options.knownAt ?? false,
    etag: options.etag ?? false,
    ...(options.tellsPosition && { tellsPosition: options.tellsPosition }),
    file: options.file ?? false,
  };
}

/** Declares a command: the one source of its route, validation, permission and documentation. */
export function Command<Answer extends object>(options: CommandOptions<Answer>) {
  return (type: ContractClass): void => void contracts.set(type, commandOf(type, options));
}

/** Declares a query, likewise. */
export function Query<Answer extends object>(options: QueryOptions<Answer>) {
  return (type: ContractClass): void => {
    const contract = queryOf(type, options);
    if (contract.list) declareListFields(type.prototype as object, contract.list);
    if (contract.asOf) declareAsOf(type.prototype as object, contract.asOf);
    if (contract.knownAt) declareKnownAt(type.prototype as object);
    contracts.set(type, contract);
  };
}

/** The declaration of a class. Throws a `TypeError` for a class that is not a contract. */
export function contractOf(type: ContractClass): Contract {
  const contract = contracts.get(type);
  if (!contract) throw new TypeError(`${type.name} is not declared with @Command or @Query`);
  return contract;
}

/** Every contract whose file has been loaded; `catalogue.ts` loads them all. */
export function declaredContracts(): readonly Contract[] {
  return [...contracts.values()];
}
