import { v5 } from 'uuid';
import { DomainError, type ErrorCode, type ErrorDetails } from '#contracts/errors';
import type { DomainEvent } from '#contracts/declare/event';
import type { FactOf } from '#contracts/declare/fold';
import type { Aggregate, Decide, Given } from '#libs/event-sourcing';
import { decidingActor } from '../identity/caller';

/** The default input of a decision beside command and state. */
export const GIVEN: Given = {
  tenantId: '0197a3c4-0000-7000-8000-00000000000a',
  actor: decidingActor({ id: '0197a3c4-0000-7000-8000-00000000000b', roles: ['admin'] }),
  now: '2026-01-31T12:00:00.000Z',
  newId: (name) => v5(name, '0197a3c4-0000-7000-8000-00000000000c'),
  facts: undefined,
};

interface Decided<Event extends DomainEvent> {
  /** Exactly these events. */
  then(...expected: readonly Event[]): void;
  /** Accepted, and nothing changes. */
  thenNothing(): void;
  /** Events that have at least these members. */
  thenMatching(...expected: readonly object[]): void;
  /** Refused with the code, and with at least these details. */
  thenRefused(code: ErrorCode, details?: ErrorDetails): void;
  /** The decided events, for a closer look. */
  readonly events: () => readonly Event[];
}

/** `given(stream, ...events).when(decide, command, { facts }).then(...)`: the test of a decision. */
export function given<State, Event extends DomainEvent>(
  aggregate: Aggregate<State, Event>,
  ...past: readonly NoInfer<Event>[]
) {
  // As from the log: `evolve` may keep and change the object it is given, so a test's own events are copied.
  const recorded = past.map(({ type, data }) => ({ type, data: JSON.parse(JSON.stringify(data)) as object }) as Event);
  const state = recorded.reduce(
    (folded, event, revision) => evolved(aggregate, folded, { ...event, revision, occurredAt: GIVEN.now }),
    aggregate.initial(),
  );
  return {
    when<Command, Facts>(
      decide: Decide<Command, State, Event, Facts>,
      command: Command,
      more: Partial<Given<Facts>> = {},
    ): Decided<Event> {
      const decided = () =>
        purely({ state, command, facts: more.facts }, () =>
          decide(command, state, { ...GIVEN, ...more } as Given<Facts>),
        );
      return {
        events: decided,
        then: (...expected) => expect(decided()).toEqual(expected),
        thenNothing: () => expect(decided()).toEqual([]),
        thenMatching: (...expected) => {
          const events = decided();
          expect(events).toHaveLength(expected.length);
          expect(events).toMatchObject(expected as object[]);
        },
        thenRefused: (code, details = {}) => {
          const refusal = refusalOf(decided);
          expect(refusal.code).toBe(code);
          expect(refusal.details).toMatchObject(details);
        },
      };
    },
  };
}

/** Folds one event, and fails the test when an aggregate that is declared pure changes the state that it is given. */
function evolved<State, Event extends DomainEvent>(
  { evolve, mutates }: Aggregate<State, Event>,
  state: State,
  fact: FactOf<Event>,
): State {
  const before = mutates ? undefined : structuredClone(state);
  const after = evolve(state, fact);
  if (!mutates) expect(state).toEqual(before);
  return after;
}

/** Runs a decision, and fails the test when it has changed its input: the state belongs to the cache. */
function purely<Result>(given: object, decided: () => Result): Result {
  const before = structuredClone(given);
  try {
    return decided();
  } finally {
    // Cloned too: a state of a class of its own compares by its entries.
    expect(structuredClone(given)).toEqual(before);
  }
}

function refusalOf(decided: () => unknown): DomainError {
  try {
    decided();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('the decision did not refuse');
}
