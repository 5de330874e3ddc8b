import type { EntityManager } from 'typeorm';
import { contractOf, type ContractClass } from '#contracts/declare/contract';
import type { DomainEvent } from '#contracts/declare/event';
import type { Position } from '#libs/event-log';
import type { Aggregate, Answer, Decide, Given, Handling, Lookup, Thing } from '#libs/event-sourcing';
import type { CommandContext, RequestContext } from '#libs/identity';
import type { Projection } from '#libs/projections';
import type { EntityClass } from '#libs/read-models';
import type { Outcome } from './dispatch';
import { admitByScope, refuseScoped, type ScopeOf } from './scope';
import type { ServiceParts } from './service-parts';

/** The means of `facts`. */
export interface FactsGiven<State, Parts = ServiceParts> {
  readonly context: CommandContext;
  /** Other streams, as of now. */
  readonly lookup: Lookup;
  /** As the decision will get it, to be read only. */
  readonly state: State;
  /** Of the service. */
  readonly parts: Parts;
}

/** The command that `then` concludes. */
export interface Concluded<Command, Event extends DomainEvent, Parts = ServiceParts> {
  readonly command: Command;
  /** Without events where the command changed nothing, or was refused because the state was reached already. */
  readonly events: readonly Event[];
  /** Of the stream. */
  readonly id: string;
  /** Of the last event that the command recorded, now or before. */
  readonly position?: Position;
  /** In the organisation of the stream. */
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
  /** The aggregate whose stream it is. */
  readonly on: Aggregate<State, Event>;
  /** The stream's id: a field of the command, or `newId(...)` for a stream that the command begins. */
  readonly id: (
    command: Command,
    given: { readonly newId: (name: string) => string; readonly context: CommandContext },
  ) => string;
  /** The organisation of the stream, where that is not the caller's own. */
  readonly tenant?: (
    command: Command,
    given: { readonly newId: (name: string) => string; readonly context: CommandContext },
  ) => string;
  readonly decide: Decide<Command, State, Event, Facts>;
  /** Whose the thing is, where the contract binds its permission to a scope. */
  readonly scopeOf?: ScopeOf<Command, State>;
  /** Looks up what the decision needs from elsewhere; run anew before every decision, not on a repetition. */
  readonly facts?: (command: Command, given: FactsGiven<State, Parts>) => Promise<Facts>;
  /** How many slots the rosters have that the aggregate's `reserve` names. */
  readonly limits?: (given: Given<Facts>) => Readonly<Record<string, number>>;
  /**
   * The thing within the stream that the command is about: gives `If-Match`, entity tag and answer of it. After a command
   * that removes it there is none: such a command says its own `answer`.
   */
  readonly thing?: (state: State, command: Command) => Thing | undefined;
  /** Default: `{ id, revision }`, of the thing where there is one. */
  readonly answer?: Answer<Command, Event, Result>;
  /**
   * What happens after the append and before the answer: others are told, a secret is handed over. It is done again
   * whenever the command is repeated, also where that changes nothing, so it tells the state as the log has it now and
   * not what the command did. A crash before it leaves it to the repetition; where nobody may repeat, a reactor on the
   * same events completes it.
   */
  readonly then?: (concluded: Concluded<Command, Event, Parts>) => Promise<unknown>;
}

/** The means of a query. */
export interface QueryGiven {
  readonly context: RequestContext;
  /** In a read-only transaction whose row-level security shows what the caller may see. */
  readonly rows: EntityManager;
  /** Streams, as of now, for the facts that other services publish. */
  readonly lookup: Lookup;
}

export type ReadFunction<Query> = (query: Query, given: QueryGiven) => Promise<Outcome | object>;

export interface QueryWiring {
  /** Whose rows it reads: it answers when these are filled, and waits for these where the caller has just written. */
  readonly reads: readonly Projection[];
}

/** For a contract that is neither one decision nor one read. */
export type HandlerFunction<Payload, Answered extends object, Context extends RequestContext, Parts> = (
  payload: Payload,
  context: Context,
  parts: Parts,
) => Promise<Outcome<Answered>>;

/** Made of the contract's scope. */
export type Admitting = Pick<Handling<object, unknown, DomainEvent, unknown, object>, 'admit'>;

/** One contract with what carries it out. `Parts`: what the service has to lend. */
export type Wiring<Parts = ServiceParts> = { readonly contract: ContractClass } & (
  | {
      readonly kind: 'decision';
      readonly wiring: CommandWiring<object, unknown, DomainEvent, unknown, object, Parts> & Admitting;
    }
  | {
      readonly kind: 'query';
      readonly read: ReadFunction<object>;
      readonly reads: readonly Projection[];
      /** Entities whose projections it reads, wherever these are declared in the service. */
      readonly tables?: readonly EntityClass[];
    }
  | {
      readonly kind: 'handler';
      readonly handle: HandlerFunction<object, object, RequestContext & CommandContext, Parts>;
      readonly reads: readonly Projection[];
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

/**
 * Wires a command or query to a function, for what is more than one decision or one read. Rare. `reads`: the projections
 * whose rows it looks at.
 */
export function handler<
  Payload extends object,
  Answered extends object,
  Context extends RequestContext,
  Parts = ServiceParts,
>(
  contract: ContractClass<Payload>,
  handle: HandlerFunction<Payload, Answered, Context, Parts>,
  { reads = [] }: Partial<QueryWiring> = {},
): Wiring<Parts> {
  refuseScoped(contractOf(contract));
  return { kind: 'handler', contract, handle, reads } as never;
}

/**
 * The names of the projections whose rows a contract's answer rests on, out of those of the service.
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
