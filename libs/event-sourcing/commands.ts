import type { DomainEvent } from '#contracts/event';
import type { Position } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import type { Aggregate, Answer, Decide, Given } from './aggregate';
import type { Release, Reservation } from './reservation';

/** One command on its way to one stream. */
export interface Handling<Command, State, Event extends DomainEvent, Facts, Result> {
  readonly aggregate: Aggregate<State, Event>;
  /** The aggregate's id within the tenant. */
  readonly id: string;
  readonly command: Command;
  readonly context: CommandContext;
  readonly decide: Decide<Command, State, Event, Facts>;
  /**
   * Looks up what the decision needs from elsewhere; run anew before every decision, not on a repetition. `state` is
   * what the decision will get, to be read only.
   */
  readonly facts?: (command: Command, context: CommandContext, lookup: Lookup, state: State) => Promise<Facts>;
  readonly answer: Answer<Command, Event, Result>;
  /**
   * Unique values and slots that the decided events need: held for this stream before they are appended. Pure. Not
   * asked when the decision made no event.
   */
  readonly reserve?: (events: readonly Event[], given: Given<Facts>) => readonly Reservation[];
  /** What the appended events no longer need (the old value of a change). Pure; asked again on a repetition. */
  readonly release?: (events: readonly Event[]) => readonly Release[];
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
 * `none` where the stream holds no fact: what it is of is not there. Two aggregates may fold one category differently (a
 * bounded state and the whole history): states are kept per aggregate.
 */
export interface Lookup {
  state<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    tenantId: string,
    id: string,
  ): Promise<{ readonly state: State; readonly revision: number | 'none' }>;
}

/** The way every command is carried out: load, fold, look the command up, decide, append, retry. */
export interface Commands extends Lookup {
  handle<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: Handling<Command, State, Event, Facts, Result>,
  ): Promise<Handled<Result>>;
  /**
   * Decides a command against the present state and appends nothing; also tells whether its unique values are taken now.
   * A race may still refuse it later. True where it would change something. @throws DomainError as `handle` does
   */
  check<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: Handling<Command, State, Event, Facts, Result>,
  ): Promise<boolean>;
}
