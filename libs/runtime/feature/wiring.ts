import type { EntityManager } from 'typeorm';
import { contractOf, type ContractClass } from '#contracts/declare/contract';
import type { DomainEvent } from '#contracts/declare/event';
import type { RowsDone } from '#contracts/imports/rows-done';
import type { Position } from '#libs/event-log';
import type { Aggregate, Answer, Decide, Given, Handling, Lookup, Thing } from '#libs/event-sourcing';
import type { CommandContext, RequestContext } from '#libs/identity';
import type { Projection } from '#libs/projections';
import type { EntityClass } from '#libs/read-models';
import type { Outcome } from './dispatch';
import { admitByScope, heldIn, refuseScoped, type ScopeOf } from './scope';
import type { ServiceParts } from './service-parts';

/** The means of `facts`. */
export interface FactsGiven<State, Parts = ServiceParts> {
  readonly context: CommandContext;
  /** The stream's. */
  readonly id: string;
  /** Other streams, as of now. */
  readonly lookup: Lookup;
  /** The state that the decision will get; read only. */
  readonly state: State;
  /** The parts of the service. */
  readonly parts: Parts;
}

/** The command that `then` follows. */
export interface Concluded<Command, Event extends DomainEvent, Parts = ServiceParts> {
  readonly command: Command;
  /** Empty if the command changed nothing, or was refused because the state was reached already. */
  readonly events: readonly Event[];
  /** The id of the stream. */
  readonly id: string;
  /** The position of the last event that the command recorded, now or before. */
  readonly position?: Position;
  /** Reads in the organisation of the stream. */
  readonly context: CommandContext;
  readonly parts: Parts;
}

/** How one command becomes one decision on one stream. */
export interface CommandWiring<
  Command extends object,
  State,
  Event extends DomainEvent,
  Facts,
  Result extends object,
  Parts,
> {
  /** The aggregate of the stream. */
  readonly on: Aggregate<State, Event>;
  /**
   * The stream's id: a field of the command, `newId(...)` for a stream that the command begins, or the id that a unique
   * value leads to.
   */
  readonly id: (
    command: Command,
    given: { readonly newId: (name: string) => string; readonly context: CommandContext; readonly parts: Parts },
  ) => string | Promise<string>;
  /** The organisation of the stream, if it is not the caller's own. */
  readonly tenant?: (
    command: Command,
    given: { readonly newId: (name: string) => string; readonly context: CommandContext },
  ) => string;
  readonly decide: Decide<Command, State, Event, Facts>;
  /** The owners of the thing, if the contract binds its permission to a scope. */
  readonly scopeOf?: ScopeOf<Command, State>;
  /** Looks up the facts of the decision; run again before every decision, not on a repetition. */
  readonly facts?: (command: Command, given: FactsGiven<State, Parts>) => Promise<Facts>;
  /** The number of slots in each roster that the aggregate's `reserve` names. */
  readonly limits?: (given: Given<Facts>) => Readonly<Record<string, number>>;
  /**
   * The thing within the stream that the command is about: `If-Match`, entity tag and answer refer to it. A command
   * that removes the thing defines its own `answer`.
   */
  readonly thing?: (state: State, command: Command) => Thing | undefined;
  /** Default: `{ id, revision }`, of the thing if there is one. */
  readonly answer?: Answer<Command, Event, Result>;
  /**
   * Runs before the append of decided events, for a fact elsewhere that must be in the log before they are. The append
   * may fail after it.
   */
  readonly before?: (
    decided: Pick<Concluded<Command, Event, Parts>, 'events' | 'context' | 'parts'>,
  ) => Promise<unknown>;
  /**
   * Runs after the append and before the answer, to notify others or to hand over a secret. It runs again on every
   * repetition of the command, also when nothing changes: so it reports the state in the log, not the effect of the
   * command. After a crash the repetition runs it; if nobody may repeat, a reactor on the same events completes the
   * work.
   */
  readonly then?: (concluded: Concluded<Command, Event, Parts>) => Promise<unknown>;
}

/** The means of a query. */
export interface QueryGiven {
  readonly context: RequestContext;
  /** A read-only transaction; row-level security bounds it to rows that the caller may see. */
  readonly rows: EntityManager;
  /** Streams, as of now, for the facts that other services publish. */
  readonly lookup: Lookup;
  /** The settings of the service, as in its parts. */
  readonly config: object;
}

export type ReadFunction<Query> = (query: Query, given: QueryGiven) => Promise<Outcome | object>;

export interface QueryWiring {
  /** The projections that it reads: it answers once these are filled, and waits for the caller's own writes. */
  readonly reads: readonly Projection[];
}

/** As `ReadFunction`. `knownAt`: the time of recording up to which the rows show everything. */
export type MomentReadFunction<Query> = (
  query: Query,
  given: QueryGiven & { readonly knownAt: string },
) => Promise<Outcome | object>;

export interface MomentQueryWiring<Query> extends QueryWiring {
  /** The time of recording that the query names, if any. */
  readonly asked: (query: Query) => string | undefined;
}

/** For a contract that is neither one decision nor one read. */
export type HandlerFunction<Payload, Answered extends object, Context extends RequestContext, Parts> = (
  payload: Payload,
  context: Context,
  parts: Parts,
) => Promise<Outcome<Answered>>;

/** Decides the rows of an import without appending anything. */
export type CheckFunction<Payload, Parts> = (
  payload: Payload,
  context: CommandContext,
  parts: Parts,
) => Promise<RowsDone>;

/** The bound of the contract's scope. */
export type Admitting = Pick<Handling<object, unknown, DomainEvent, unknown, object>, 'admit'>;

/** One contract with its handler. `Parts`: the parts of the service. */
export type Wiring<Parts = ServiceParts> = { readonly contract: ContractClass } & (
  | {
      readonly kind: 'decision';
      readonly wiring: CommandWiring<object, unknown, DomainEvent, unknown, object, Parts> & Admitting;
    }
  | {
      readonly kind: 'query';
      readonly read: ReadFunction<object>;
      readonly reads: readonly Projection[];
      /** For an answer that tells the time up to which it knows everything: the one that the query names. */
      readonly knownAtAsked?: (query: object) => string | undefined;
      /** Entities whose projections it reads, wherever these are declared in the service. */
      readonly tables?: readonly EntityClass[];
    }
  | {
      readonly kind: 'handler';
      readonly handle: HandlerFunction<object, object, RequestContext & CommandContext, Parts>;
      readonly reads: readonly Projection[];
      readonly check?: CheckFunction<object, Parts>;
    }
);

/** Wires a command to its decision. */
export function command<
  Command extends object,
  State,
  Event extends DomainEvent,
  Facts,
  Result extends object,
  Parts = ServiceParts,
>(contract: ContractClass<Command>, wiring: CommandWiring<Command, State, Event, Facts, Result, Parts>): Wiring<Parts> {
  const admit = admitByScope(contractOf(contract), wiring.scopeOf);
  return { kind: 'decision', contract, wiring: { ...wiring, ...(admit && { admit }) } } as never;
}

/** Wires a query to the function that reads its rows. */
export function query<Query extends object>(
  contract: ContractClass<Query>,
  read: ReadFunction<Query>,
  { reads }: QueryWiring,
): Wiring<unknown> {
  refuseScoped(contractOf(contract));
  return { kind: 'query', contract, read: read as never, reads };
}

/** Wires a query whose answer tells the time of recording up to which it knows everything. */
export function momentQuery<Query extends object>(
  contract: ContractClass<Query>,
  read: MomentReadFunction<Query>,
  { reads, asked }: MomentQueryWiring<Query>,
): Wiring<unknown> {
  refuseScoped(contractOf(contract));
  return { kind: 'query', contract, read: read as never, reads, knownAtAsked: asked as never };
}

/** As `ReadFunction`. `held`: the values by which the caller is bound; undefined for a caller who sees every row. */
export type ScopedReadFunction<Query> = (
  query: Query,
  given: QueryGiven & { readonly held: ReadonlySet<string> | undefined },
) => Promise<Outcome | object>;

/** Wires a query that its contract binds to a scope to a function that reads only the rows within it. */
export function scopedQuery<Query extends object>(
  contract: ContractClass<Query>,
  read: ScopedReadFunction<Query>,
  { reads }: QueryWiring,
): Wiring<unknown> {
  const heldBy = heldIn(contractOf(contract));
  const bound: ReadFunction<Query> = (asked, given) => read(asked, { ...given, held: heldBy(given.context.actor) });
  return { kind: 'query', contract, read: bound as never, reads };
}

/**
 * Wires a command or query to a function, for work beyond one decision or one read. Rare. `reads`: the projections that
 * it reads. `check`: of a command that carries out rows of an import.
 */
export function handler<
  Payload extends object,
  Answered extends object,
  Context extends RequestContext,
  Parts = ServiceParts,
>(
  contract: ContractClass<Payload>,
  handle: HandlerFunction<Payload, Answered, Context, Parts>,
  { reads = [], check }: Partial<QueryWiring> & { readonly check?: CheckFunction<Payload, Parts> } = {},
): Wiring<Parts> {
  refuseScoped(contractOf(contract));
  return { kind: 'handler', contract, handle, reads, ...(check && { check }) } as never;
}

/**
 * The names of the projections that a contract's answer reads, out of those of the service.
 * @throws TypeError for a projection, or a table, that the service does not have
 */
export function readsOf(wiring: Wiring, projections: readonly Projection[]): readonly string[] {
  if (wiring.kind === 'decision') return [];
  const tables = wiring.kind === 'query' ? (wiring.tables ?? []) : [];
  const ofTables = tables.map((table) => {
    const owner = projections.find((projection) => projection.tables.includes(table));
    if (!owner) throw new TypeError(`${wiring.contract.name} reads ${table.name}, which no projection here folds`);
    return owner;
  });
  const missing = wiring.reads.find((projection) => !projections.includes(projection));
  if (missing) throw new TypeError(`${wiring.contract.name} reads ${missing.name}, which is not folded here`);
  return [...new Set([...wiring.reads, ...ofTables].map(({ name }) => name))];
}
