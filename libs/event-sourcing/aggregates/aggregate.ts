import type { DomainEvent, EventDeclaration } from '#contracts/declare/event';
import { foldOf, type AnyEvolution, type EventsIn, type Fold, type Mutating } from '#contracts/declare/fold';
import type { DecidingActor } from '#libs/identity';
import type { Reservation } from '../reservations/reservation';

/** A kind of stream, and the fold of its events into a state. */
export interface Aggregate<State, Event extends DomainEvent> extends Fold<State, Event> {
  /**
   * The unique values and slots of a stream in this state. Pure. Values that a command's events add are held before the
   * append; values that they remove are released afterwards, for certain; the others stay as they are.
   */
  readonly reserve?: (state: State) => readonly Reservation[];
  /**
   * How a state becomes JSON and back, for streams that grow long. `version` changes with the state's shape: a snapshot
   * of another version is not read.
   */
  readonly snapshot?: {
    readonly version: number;
    readonly toJson: (state: State) => unknown;
    readonly fromJson: (json: never) => State;
  };
  /**
   * The size of a growing state in memory, in bytes, where it is not to be measured. Asked for after every event, so it
   * must not iterate.
   */
  readonly bytes?: (state: State) => number;
}

/** Beside the folds themselves; see `Aggregate`. */
export type AggregateOptions<State> = Pick<Aggregate<State, never>, 'reserve' | 'snapshot' | 'bytes'> & Mutating<State>;

/** The events that an aggregate's streams hold, as a union: `type ItemEvent = EventsOf<typeof item>`. */
export type EventsOf<Of> = Of extends Aggregate<infer _State, infer Event> ? Event : never;

const declared: Aggregate<never, never>[] = [];

/**
 * Declares an aggregate: `aggregate('inventory.item', initial, [evolve(ItemCreated, …), evolve(ItemChanged, …)])`. The
 * list is the fold, and names every event that its streams hold.
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
 * Refuses an event that belongs to the streams of one of the service's aggregates and that this aggregate does not
 * fold: it would fail every command on a stream that holds it. @throws TypeError that names the two
 */
export function refuseUnfoldedEvents(service: string, events: readonly EventDeclaration[]): void {
  for (const { category, events: folded } of declared) {
    if (!category.startsWith(`${service}.`)) continue;
    const missing = events.find((event) => event.category === category && !folded.includes(event.dataClass));
    if (missing) throw new TypeError(`${category} does not fold ${missing.type}, which its streams may hold`);
  }
}

/** The whole fold of a category's streams, where this process has it. */
export function aggregateOf(category: string): Aggregate<unknown, DomainEvent> | undefined {
  return declared.find((each) => each.category === category) as Aggregate<unknown, DomainEvent> | undefined;
}

/** The declared aggregates of a service whose streams reserve values or slots. */
export function reservingAggregates(service: string): readonly Aggregate<never, never>[] {
  return declared.filter(({ category, reserve }) => reserve !== undefined && category.startsWith(`${service}.`));
}

/** A decision's input beside the command and the state: time, ids and looked-up facts. A decision fetches nothing. */
export interface Given<Facts = unknown> {
  readonly tenantId: string;
  readonly actor: DecidingActor;
  /** ISO 8601 UTC with milliseconds. */
  readonly now: string;
  /** A UUID derived from the command's id: a repeated command gets the same id for the same name. */
  readonly newId: (name: string) => string;
  readonly facts: Facts;
}

/** A pure decision: the events that follow from a command in a state. Throws a `DomainError` to refuse. */
export type Decide<Command, State, Event extends DomainEvent, Facts = unknown> = (
  command: Command,
  state: State,
  given: Given<Facts>,
) => readonly Event[];

/** A part of a stream with a revision of its own: a member, an order line. */
export interface Thing {
  readonly id: string;
  /** The revision of the last event about it: its entity tag. */
  readonly revision: number;
}

/** The record of a command; a repeated command gets the same one. */
export interface Recording<Event extends DomainEvent> {
  /** The stream's id. */
  readonly id: string;
  /** The revision of the last event; the stream's current one when the command made no event. */
  readonly revision: number;
  readonly events: readonly Event[];
  /** The thing as the stream holds it now, for a command about one. */
  readonly thing?: Thing;
}

/** A pure function from the record to the answer. */
export type Answer<Command, Event extends DomainEvent, Result> = (
  command: Command,
  recorded: Recording<Event>,
) => Result;
