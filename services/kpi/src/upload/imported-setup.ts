import type { DomainEvent } from '#contracts/declare/event';
import type { ImportedSetup } from '#contracts/kpi/imported-setup';
import type { Answer } from '#libs/event-sourcing';
import { fieldChanges } from './field-changes';

/** A thing of the setup as its event leaves it; `before` null: it is new. */
interface SetupMade {
  readonly id: string;
  readonly before: object | null;
  readonly after: object;
}

/** The answer to a row about a thing of the setup, from the one event that it makes. */
export function importedSetup<Event extends DomainEvent>(
  madeBy: (event: Event) => SetupMade,
): Answer<object, Event, ImportedSetup> {
  return (_, { events: [made], id: streamId, revision }) => {
    if (!made) return { id: streamId, revision, outcome: 'changed', changes: [] };
    const { id, before, after } = madeBy(made);
    if (!before) return { id, revision, outcome: 'created', changes: [] };
    return { id, revision, outcome: 'changed', changes: fieldChanges(before, after) };
  };
}
