import type { Provider, Type } from '@nestjs/common';
import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import type { ContractClass } from '#contracts/contract';
import type { DomainEvent } from '#contracts/event';
import type { ProjectionStatus } from '#contracts/ops/get-projection';
import type { ParkedEvent } from '#contracts/ops/list-parked';
import type { OperationName } from '#contracts/ops/operation-events';
import type { Aggregate, Answer, Decide, Handling, LogConsumer, Reactor } from '#libs/event-sourcing';
import type { CommandContext, RequestContext } from '#libs/identity';
import type { ImportKind } from '#libs/imports';
import type { Projection } from '#libs/projections';
import type { Role } from '#libs/read-models';
import type { Configuration } from '../configuration/configuration';
import type { Handler, Outcome } from './dispatch';
import type { ServiceParts } from './service-parts';

/** How one command becomes one decision on one stream. */
export interface CommandWiring<Payload extends object, State, Event extends DomainEvent, Facts, Result extends object> {
  readonly aggregate: Aggregate<State, Event>;
  /** Whose stream: a field of the command, or `newId(...)` for what the command creates. */
  readonly id: (command: Payload, given: { readonly newId: (name: string) => string }) => string;
  /** The organisation whose stream it is, where that is not the caller's own. */
  readonly tenant?: (
    command: Payload,
    given: { readonly newId: (name: string) => string; readonly context: CommandContext },
  ) => string;
  readonly decide: Decide<Payload, State, Event, Facts>;
  readonly facts?: Handling<Payload, State, Event, Facts, Result>['facts'];
  readonly reserve?: Handling<Payload, State, Event, Facts, Result>['reserve'];
  readonly release?: Handling<Payload, State, Event, Facts, Result>['release'];
  /** Default: `{ id, revision }`. */
  readonly answer?: Answer<Payload, Event, Result>;
}

/** What a query may use: rows of the caller's tenant alone (of all tenants for a platform session). */
export interface QueryContext {
  readonly context: RequestContext;
  /** In a read-only transaction whose row-level security shows one tenant. */
  readonly rows: EntityManager;
}

export type QueryFunction<Payload extends object> = (query: Payload, given: QueryContext) => Promise<Outcome | object>;

export type Wiring =
  | {
      readonly kind: 'decision';
      readonly contract: ContractClass;
      readonly wiring: CommandWiring<object, unknown, DomainEvent, unknown, object>;
    }
  | { readonly kind: 'query'; readonly contract: ContractClass; readonly answer: QueryFunction<object> }
  | {
      readonly kind: 'handler';
      readonly contract: ContractClass;
      readonly handler: Type<Handler<never, object, RequestContext & CommandContext>>;
    };

/** Wires a command to its decision. */
export function command<Payload extends object, State, Event extends DomainEvent, Facts, Result extends object>(
  contract: ContractClass<Payload>,
  wiring: CommandWiring<Payload, State, Event, Facts, Result>,
): Wiring {
  return { kind: 'decision', contract, wiring } as never;
}

/** Wires a query to the function that reads its rows. */
export function query<Payload extends object>(
  contract: ContractClass<Payload>,
  answer: QueryFunction<Payload>,
): Wiring {
  return { kind: 'query', contract, answer } as never;
}

/** Wires a command or query to a hand-written handler, for what is more than one decision or one read. */
export function handler<Payload extends object, Answered extends object, Context extends RequestContext>(
  contract: ContractClass<Payload>,
  handlerClass: Type<Handler<Payload, Answered, Context>>,
): Wiring {
  return { kind: 'handler', contract, handler: handlerClass } as never;
}

/** One feature of a service: everything about one subject, wired in one list. */
export interface Feature {
  readonly wirings: readonly Wiring[];
  readonly projections?: readonly Projection[];
  readonly reactors?: readonly Reactor[];
  /** Kinds of upload whose rows become commands of this service. */
  readonly imports?: readonly ImportKind[];
}

/** A migration class of TypeORM. */
export type Migration = new () => { up(runner: never): Promise<void>; down(runner: never): Promise<void> };

/** Follows the log in its own way: opened when the service starts, with a pool as the projector. */
export type Follower = (database: Pool) => Promise<LogConsumer>;

/**
 * Thrown by a follower that must not go on before a person has looked: told as an error. It is opened again all the same,
 * and goes on when what stopped it is gone.
 */
export class FollowerStopped extends Error {}

export interface PlatformAdministrator {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** Over the bus nobody can ask for a role of the platform: the service itself does, and the operator's tool. */
export interface Administrators {
  /** Gives the account's id. @throws DomainError `DUPLICATE` where the address has an account */
  create(
    parts: Pick<ServiceParts, 'commands' | 'secretsDatabase'>,
    administrator: PlatformAdministrator,
    context: CommandContext,
  ): Promise<string>;
}

/** What a service is given when it answers. */
export interface Started {
  readonly parts: ServiceParts;
  readonly configuration: Configuration;
  /** A line for the person who started this; log lines are for machines. */
  readonly say: (line: string) => void;
}

/** What an operator asks for: of a projection by name, of a parked event by its id. */
export type AskedOperation =
  | { readonly operation: 'rebuild'; readonly name: string; readonly promote?: boolean }
  | { readonly operation: Exclude<OperationName, 'rebuild' | ParkedOperation>; readonly name: string }
  | { readonly operation: ParkedOperation; readonly parkedId: string };

type ParkedOperation = 'retry' | 'skip';

/** The operator's tool does without a bus what operators do over HTTP, and it is recorded just the same. */
export interface Operators {
  operate<Asked extends AskedOperation>(
    parts: Pick<ServiceParts, 'commands' | 'operations' | 'parked'>,
    asked: Asked,
    context: CommandContext,
  ): Promise<Outcome<OperationAnswer<Asked>>>;
}

/** The projection as it is then, or the parked event. */
export type OperationAnswer<Asked extends AskedOperation> = Asked extends { readonly parkedId: string }
  ? ParkedEvent
  : ProjectionStatus;

/** A service: what a process starts under its name. */
export interface ServiceDefinition {
  readonly name: string;
  readonly features: readonly Feature[];
  /** Ordinary tables of the service; read models need none. */
  readonly migrations?: readonly Migration[];
  /** What else of it follows the log, beside projections and reactors. */
  readonly followers?: readonly Follower[];
  /** The database role of its secret tables, where it has some. */
  readonly secretsRole?: Role;
  /** Its `SIGNING_KEY` is the platform's, which access tokens are signed with. */
  readonly issuesAccessTokens?: true;
  /** How the platform's own people come into being, where it is this service that makes them. */
  readonly administrators?: Administrators;
  /** How operators operate, where it is this service that records it. */
  readonly operators?: Operators;
  /** What it does at every start of a process that runs it, before the start counts as done. */
  readonly onStarted?: (started: Started) => Promise<void>;
  /** What its hand-written handlers are given. */
  readonly providers?: readonly Provider[];
}
