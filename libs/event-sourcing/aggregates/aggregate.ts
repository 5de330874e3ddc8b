import type { DomainEvent, EventDeclaration } from '#contracts/declare/event';
import { foldOf, type AnyEvolution, type EventsIn, type Fold } from '#contracts/declare/fold';
import type { DecidingActor } from '#libs/identity';
import type { Reservation } from '../reservations/reservation';

/**
 * A kind of stream, and how its state is folded from all of its events. `evolve` is pure, unless `mutates` says that it
 * changes the state that it is given.
 */
export interface Aggregate<State, Event extends DomainEvent> extends Fold<State, Event> {
  /** `evolve` changes the state in place: `copy` makes one of its own for a reader that keeps it. */
  readonly mutates?: true;
  /** A state of its own with the same content; present where `mutates` is. */
  readonly copy?: (state: State) => State;
  /**
   * Unique values and slots that a stream has in this state. Pure. What a command's events add is held before they are
   * appended; what they take away is let go of afterwards, for certain; for what stays nothing happens.
   */
  readonly reserve?: (state: State) => readonly Reservation[];
  /**
   * How a state becomes JSON and back, for streams that grow long. `version` changes with the state's shape: a
   * snapshot of another version is not read.
   */
  readonly snapshot?: {
    readonly version: number;
    readonly toJson: (state: State) => unknown;
    readonly fromJson: (json: never) => State;
  };
  /**
   * How much of memory a state counts as, where that is not to be measured: asked after every event, so it counts nothing
   * one by one.
   */
  readonly bytes?: (state: State) => number;
}

/** Beside the folds themselves; see `Aggregate`. */
export type AggregateOptions<State> = Pick<Aggregate<State, never>, 'reserve' | 'snapshot' | 'bytes'> &
  ({ readonly mutates?: never } | { readonly mutates: true; readonly copy: (state: State) => State });

/** The events that an aggregate's streams hold, as a union: `type ItemEvent = EventsOf<typeof item>`. */
export type EventsOf<Of> = Of extends Aggregate<infer _State, infer Event> ? Event : never;

const declared: Aggregate<never, never>[] = [];

/**
 * Declares an aggregate: `aggregate('inventory.item', initial, [evolve(ItemCreated, …), evolve(ItemChanged, …)])`. The
 * list is the fold; the events that its streams hold are those that it names.
 */
export function aggregate<State, const Evolutions extends readonly AnyEvolution<State>[]>(
  category: string,
  initial: () => State,
  evolutions: Evolutions,
  options: AggregateOptions<NoInfer<State>> = {},
): Aggregate<State, EventsIn<Evolutions>> {
  const made = { ...foldOf(category, initial, evolutions), ...options, isPartial: false };
  declared.push(made as never);
  return made;
}

/**
 * An event that belongs to the streams of one of the service's aggregates and that this aggregate does not fold would
 * fail every command on a stream that holds it. @throws TypeError that names the two
 */
export function refuseUnfoldedEvents(service: string, events: readonly EventDeclaration[]): void {
  for (const { category, events: folded } of declared) {
    if (!category.startsWith(`${service}.`)) continue;
    const missing = events.find((event) => event.category === category && !folded.includes(event.dataClass));
    if (missing) throw new TypeError(`${category} does not fold ${missing.type}, which its streams may hold`);
  }
}

/** The declared aggregates of a service whose streams have something for themselves alone. */
export function reservingAggregates(service: string): readonly Aggregate<never, never>[] {
  return declared.filter(({ category, reserve }) => reserve !== undefined && category.startsWith(`${service}.`));
}

/** What a decision gets beside the command and the state: time, ids and looked-up facts come in, nothing is fetched. */
export interface Given<Facts = unknown> {
  readonly tenantId: string;
  readonly actor: DecidingActor;
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

/** Something within a stream that has a life of its own: a member, an order line. */
export interface Thing {
  readonly id: string;
  /** Of the last event about it: its entity tag. */
  readonly revision: number;
}

/** The record of a command; a repeated command gets the same. */
export interface Recording<Event extends DomainEvent> {
  /** Of the stream. */
  readonly id: string;
  /** Of the last event; of the stream as it stands when the command made no event. */
  readonly revision: number;
  readonly events: readonly Event[];
  /** As the stream has it now, where the command is about one. */
  readonly thing?: Thing;
}

/** A pure answer from what was recorded. */
export type Answer<Command, Event extends DomainEvent, Result> = (
  command: Command,
  recorded: Recording<Event>,
) => Result;
