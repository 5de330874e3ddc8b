import { v5 } from 'uuid';
import { DomainError, type ErrorCode, type ErrorDetails } from '#contracts/errors';
import type { DomainEvent } from '#contracts/event';
import type { Aggregate, Decide, Given } from '#libs/event-sourcing';

/** What a decision is given where a test says nothing else. */
export const GIVEN: Given = {
  tenantId: '0197a3c4-0000-7000-8000-00000000000a',
  actor: { id: '0197a3c4-0000-7000-8000-00000000000b', roles: ['admin'] },
  now: '2026-01-31T12:00:00.000Z',
  newId: (name) => v5(name, '0197a3c4-0000-7000-8000-00000000000c'),
  facts: undefined,
};

interface Decided<Event extends DomainEvent> {
  /** Exactly these events. */
  then(...expected: readonly Event[]): void;
  /** Events that have at least these members. */
  thenMatching(...expected: readonly object[]): void;
  /** Refused with the code, and with at least these details. */
  thenRefused(code: ErrorCode, details?: ErrorDetails): void;
  /** What was decided, for a test that looks closer. */
  readonly events: () => readonly Event[];
}

/** `given(stream, ...events).when(decide, command, facts).then(...)`: a decision's test, without anything around it. */
export function given<State, Event extends DomainEvent>(aggregate: Aggregate<State, Event>, ...past: readonly Event[]) {
  const state = past.reduce(
    (folded, event, revision) => aggregate.evolve(folded, event, { revision, occurredAt: GIVEN.now }),
    aggregate.initial(),
  );
  return {
    when<Command, Facts>(
      decide: Decide<Command, State, Event, Facts>,
      command: Command,
      more: Partial<Given<Facts>> = {},
    ): Decided<Event> {
      const decided = () => decide(command, state, { ...GIVEN, ...more } as Given<Facts>);
      return {
        events: decided,
        then: (...expected) => expect(decided()).toEqual(expected),
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

function refusalOf(decided: () => unknown): DomainError {
  try {
    decided();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('the decision did not refuse');
}
