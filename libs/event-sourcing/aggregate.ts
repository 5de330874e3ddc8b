import type { DomainEvent, EventClass } from '#contracts/event';

/** Where a folded event stands; what `evolve` may need beside the fact itself. */
export interface Place {
  readonly revision: number;
  /** When the command was taken, ISO 8601 UTC. */
  readonly occurredAt: string;
}

/**
 * A kind of stream, and how its state is folded. `evolve` is exhaustive over `Event` by type and has no default
 * branch; it may mutate the state it is given and return it, since the caller owns it.
 */
export interface Aggregate<State, Event extends DomainEvent> {
  /** `<service>.<aggregate>`, the first part of the stream's name. */
  readonly category: string;
  /** The classes of every event that the stream can hold. */
  readonly events: readonly EventClass[];
  readonly initial: () => State;
  readonly evolve: (state: State, event: Event, place: Place) => State;
  /**
   * How a state becomes JSON and back, for streams that grow long. `version` changes with the state's shape: a
   * snapshot of another version is not read.
   */
  readonly snapshot?: {
    readonly version: number;
    readonly toJson: (state: State) => unknown;
    readonly fromJson: (json: never) => State;
  };
  /** How much a state that grows holds, in hundreds of bytes; asked after every event, so it counts nothing one by one. */
  readonly weight?: (state: State) => number;
  /** A state of its own with the same content, for one that somebody keeps while the stream goes on. */
  readonly copy?: (state: State) => State;
}

/** What a decision gets beside the command and the state: time, ids and looked-up facts come in, nothing is fetched. */
export interface Given<Facts = unknown> {
  readonly tenantId: string;
  readonly actor: { readonly id: string; readonly roles: readonly string[] };
  /** ISO 8601 UTC with milliseconds. */
  readonly now: string;
  /** A UUID that derives from the command's id: the same name gives the same id when the command is repeated. */
  readonly newId: (name: string) => string;
  readonly facts: Facts;
}

/** A pure decision: the facts that follow from a command in a state. Throws a `DomainError` to refuse. */
export type Decide<Command, State, Event extends DomainEvent, Facts = unknown> = (
  command: Command,
  state: State,
  given: Given<Facts>,
) => readonly Event[];

/**
 * A pure answer from what was recorded: also what a repeated command gets. `revision` is that of the last event (of
 * the stream as it stands when the command made no event).
 */
export type Answer<Command, Event extends DomainEvent, Result> = (
  command: Command,
  recorded: { readonly id: string; readonly revision: number; readonly events: readonly Event[] },
) => Result;
