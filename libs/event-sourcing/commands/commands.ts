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
  /** Refuses an actor outside the command's scope, before anything else of the state can show. */
  readonly admit?: (command: Command, state: State, actor: DecidingActor) => void;
  /**
   * Looks up facts from elsewhere; run anew before every decision, not on a repetition. `state` is the decision's, to
   * be read only.
   */
  readonly facts?: (command: Command, context: CommandContext, lookup: Lookup, state: State) => Promise<Facts>;
  readonly answer: Answer<Command, Event, Result>;
  /**
   * Runs between the decision and the append of its events, again with each further decision. It stands by itself: the
   * append may fail after it. An error of it fails the command.
   */
  readonly before?: (events: readonly Event[], context: CommandContext) => Promise<unknown>;
  /**
   * The thing within the stream that the command is about, undefined when it is not there. `If-Match` is compared with
   * its revision instead of the stream's.
   */
  readonly thing?: (state: State, command: Command) => Thing | undefined;
  /** The number of slots of the rosters that the aggregate's `reserve` names. Pure. */
  readonly limits?: (given: Given<Facts>) => Readonly<Record<string, number>>;
}

export interface Handled<Result> {
  readonly result: Result;
  readonly revision: number;
  /**
   * The position of the command's last event. For one that changed nothing, that of the stream's last event: a reader
   * who waits for it sees the state that the command was decided on.
   */
  readonly position: Position;
  /** The answer comes from events that were recorded before. */
  readonly repeated: boolean;
}

/**
 * Reads another stream's state as of now, for a decision's facts. `revision` is to be recorded with the decision; it is
 * `none` when the stream holds no fact, which means that its subject does not exist. States are cached per fold, since
 * two folds may read one category differently.
 */
export interface Lookup {
  state<State, Event extends DomainEvent>(
    fold: Fold<State, Event>,
    tenantId: string,
    id: string,
  ): Promise<{ readonly state: State; readonly revision: number | 'none' }>;
}

/** The effect that a command would have now. */
export interface Checked {
  /** `created`: it would begin its stream. */
  readonly outcome: 'created' | 'changed' | 'unchanged';
  /** The number of slots that are left in the roster of which it would take one. */
  readonly slotsLeft?: number;
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
  /** The request's. Each group has a command id that derives from it and the group's stream. */
  readonly context: CommandContext;
  /** The service that takes the request: a stream of the service remembers the payload. */
  readonly service: string;
  /** `readEach` makes them of rows. */
  readonly groups: readonly (Group<Command, State, Event, Facts, Result> | RefusedRow)[];
  /** How many groups are carried out at once. Default 8. */
  readonly concurrency?: number;
}

export interface HandledEach<Result> {
  /** In the order of the groups. */
  readonly outcomes: readonly GroupOutcome<Result>[];
  /** The latest position of the appended events. */
  readonly position?: Position;
}

/** Carries out every command: load, fold, look the command up, decide, append, retry. */
export interface Commands extends Lookup {
  handle<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: Handling<Command, State, Event, Facts, Result>,
  ): Promise<Handled<Result>>;

  /**
   * A request on several streams: each group is decided and appended for itself, and a refusal by a rule is the outcome
   * of its group alone. Repeated under its id it goes on from where it was cut off.
   * @throws DomainError IDEMPOTENCY_KEY_REUSED when the same request came with another payload before;
   * SERVICE_UNAVAILABLE when a group could not be carried out: the whole is safe to repeat
   */
  handleEach<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: HandlingEach<Command, State, Event, Facts, Result>,
  ): Promise<HandledEach<Result>>;

  /**
   * Decides a command on the present state and appends nothing; also checks whether its unique values are taken now, and
   * whether a slot is left. A race may still refuse it later. @throws DomainError as `handle` does
   */
  check<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: Handling<Command, State, Event, Facts, Result>,
  ): Promise<Checked>;
}
