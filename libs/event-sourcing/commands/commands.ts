import type { DomainError } from '#contracts/errors';
import type { DomainEvent } from '#contracts/declare/event';
import type { Position } from '#libs/event-log';
import type { CommandContext, DecidingActor } from '#libs/identity';
import type { Fold } from '#contracts/declare/fold';
import type { Aggregate, Answer, Decide, Given, Thing } from '../aggregates/aggregate';

/** One command on its way to one stream. */
export interface Handling<Command, State, Event extends DomainEvent, Facts, Result> {
  readonly aggregate: Aggregate<State, Event>;
  /** The aggregate's id within the tenant. */
  readonly id: string;
  readonly command: Command;
  readonly context: CommandContext;
  readonly decide: Decide<Command, State, Event, Facts>;
  /** Refuses an actor whom the scope of the command leaves out: before everything else that the state may tell. */
  readonly admit?: (command: Command, state: State, actor: DecidingActor) => void;
  /**
   * Looks up what the decision needs from elsewhere; run anew before every decision, not on a repetition. `state` is
   * what the decision will get, to be read only.
   */
  readonly facts?: (command: Command, context: CommandContext, lookup: Lookup, state: State) => Promise<Facts>;
  readonly answer: Answer<Command, Event, Result>;
  /**
   * The thing within the stream that the command is about, undefined where it is not there: `If-Match` is compared with
   * its revision instead of the stream's.
   */
  readonly thing?: (state: State, command: Command) => Thing | undefined;
  /** How many slots the rosters have that the aggregate's `reserve` names. Pure. */
  readonly limits?: (given: Given<Facts>) => Readonly<Record<string, number>>;
}

export interface Handled<Result> {
  readonly result: Result;
  readonly revision: number;
  /** Of the last event; undefined when the command changed nothing and never had. */
  readonly position?: Position;
  /** The answer comes from events that were recorded before. */
  readonly repeated: boolean;
}

/**
 * Reads another stream's state, as of now, for a decision's facts; `revision` is to be recorded with the decision, and is
 * `none` where the stream holds no fact: its subject is not there. Two folds may read one category differently (a bounded
 * state and the whole history): states are kept per fold.
 */
export interface Lookup {
  state<State, Event extends DomainEvent>(
    fold: Fold<State, Event>,
    tenantId: string,
    id: string,
  ): Promise<{ readonly state: State; readonly revision: number | 'none' }>;
}

/** The outcome of one command among several. */
export type GroupOutcome<Result> = { readonly result: Result; readonly revision: number } | RefusedRow;

/** One command of several: in the request's context, under an id of its own. */
export type Group<Command, State, Event extends DomainEvent, Facts, Result> = Omit<
  Handling<Command, State, Event, Facts, Result>,
  'context'
>;

/** A row of a request that no command can be read from. */
export interface RefusedRow {
  readonly refusal: DomainError;
}

/** Several commands of one request, each on its own stream. */
export interface HandlingEach<Command, State, Event extends DomainEvent, Facts, Result> {
  /** Of the request. Each group has a command id that derives from it and the group's stream. */
  readonly context: CommandContext;
  /** The service that takes the request: what was asked is remembered in a stream of its own. */
  readonly service: string;
  /** `readEach` makes them of rows. */
  readonly groups: readonly (Group<Command, State, Event, Facts, Result> | RefusedRow)[];
  /** How many are carried out at once. Default 8. */
  readonly concurrency?: number;
}

export interface HandledEach<Result> {
  /** In the order of the groups. */
  readonly outcomes: readonly GroupOutcome<Result>[];
  /** The latest of the appended events. */
  readonly position?: Position;
}

/** The way every command is carried out: load, fold, look the command up, decide, append, retry. */
export interface Commands extends Lookup {
  handle<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: Handling<Command, State, Event, Facts, Result>,
  ): Promise<Handled<Result>>;

  /**
   * A request on several streams: each group is decided and appended for itself, and a refusal by a rule is the outcome of
   * its group alone. Repeated under its id it goes on where it was cut off.
   * @throws DomainError IDEMPOTENCY_KEY_REUSED when the same request came with another payload before;
   * SERVICE_UNAVAILABLE when a group could not be carried out: the whole is safe to repeat
   */
  handleEach<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: HandlingEach<Command, State, Event, Facts, Result>,
  ): Promise<HandledEach<Result>>;

  /**
   * Decides a command against the present state and appends nothing; also tells whether its unique values are taken now.
   * A race may still refuse it later. True where it would change something. @throws DomainError as `handle` does
   */
  check<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: Handling<Command, State, Event, Facts, Result>,
  ): Promise<boolean>;
}
