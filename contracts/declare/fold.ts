import type { DomainEvent, EventClass, EventOf } from './event';

/** An event of a stream, as a fold takes it: with its revision and the time of its command (ISO 8601 UTC). */
export interface Fact<Type extends string = string, Data extends object = object> extends DomainEvent<Type, Data> {
  readonly revision: number;
  readonly occurredAt: string;
}

/** An event with its revision and its time. */
export type FactOf<Event extends DomainEvent> = Event & Pick<Fact, 'revision' | 'occurredAt'>;

/** The effect of one type of event on a state. */
export interface Evolution<State, Type extends string, Data extends object> {
  readonly of: EventClass<Type, Data>;
  readonly apply: (state: State, fact: Fact<Type, Data>) => State;
}

/** One of a list of evolutions, for any event. */
export type AnyEvolution<State> = Pick<Evolution<State, string, object>, 'of'> & {
  readonly apply: (state: State, fact: never) => State;
};

/** `evolve(ItemChanged, (item, { data }) => ({ ...item, name: data.name }))`, with the event's data typed. */
export function evolve<State, Type extends string, Data extends object>(
  of: EventClass<Type, Data>,
  apply: (state: State, fact: Fact<Type, Data>) => State,
): Evolution<State, Type, Data> {
  return { of, apply };
}

/** The events of a list of evolutions, as a union. */
export type EventsIn<Evolutions extends readonly { readonly of: EventClass }[]> = EventOf<Evolutions[number]['of']>;

/**
 * The state of one category of streams, folded from events. `evolve` is pure, unless `mutates` says that it changes the
 * state that it is given.
 */
export interface Fold<State, Event extends DomainEvent> {
  /** `<service>.<thing>`, the first part of the streams' names. */
  readonly category: string;
  /** The types that it folds. */
  readonly events: readonly EventClass[];
  /** It skips types that it does not name; otherwise the stream holds no others. */
  readonly isPartial: boolean;
  readonly initial: () => State;
  /** `evolve` changes the state in place; `copy` makes a separate one for a reader that keeps it. */
  readonly mutates?: true;
  /** A separate state with the same content; present where `mutates` is. */
  readonly copy?: (state: State) => State;
  readonly evolve: (state: State, fact: FactOf<Event>) => State;
}

/** For a state that grows with its stream, such as a map: a new one for each event would cost the square of it. */
export type Mutating<State> =
  { readonly mutates?: never } | { readonly mutates: true; readonly copy: (state: State) => State };

/**
 * A fold of another service's streams, or of a part of one's own: other events change nothing, so that a new type of
 * the owner's disturbs nobody. The owner publishes such folds beside its events, for decisions and queries of all
 * services.
 */
export function foreign<State, const Evolutions extends readonly AnyEvolution<State>[]>(
  category: string,
  initial: () => State,
  evolutions: Evolutions,
  mutating: Mutating<NoInfer<State>> = {},
): Fold<State, EventsIn<Evolutions>> {
  return { ...foldOf(category, initial, evolutions), ...mutating, isPartial: true };
}

/** The fold under `foreign` and `aggregate`. @throws TypeError for a type that is named twice */
export function foldOf<State, const Evolutions extends readonly AnyEvolution<State>[]>(
  category: string,
  initial: () => State,
  evolutions: Evolutions,
): Omit<Fold<State, EventsIn<Evolutions>>, 'isPartial'> {
  const byType = new Map<string, AnyEvolution<State>>();
  for (const evolution of evolutions) {
    const { type } = evolution.of;
    if (byType.has(type)) throw new TypeError(`${category} folds ${type} twice`);
    byType.set(type, evolution);
  }
  return {
    category,
    events: evolutions.map(({ of }) => of),
    initial,
    evolve: (state, fact) => byType.get(fact.type)?.apply(state, fact as never) ?? state,
  };
}
