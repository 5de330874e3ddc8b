import type { DomainEvent } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { badRow, rowDone, type RowDone, type RowsDone } from '#contracts/imports/rows-done';
import type { Aggregate, Given, Group, Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';

/** Things that an import made or changed, and how those of one stream are put back. */
export interface StreamsToUndo<Command, State, Event extends DomainEvent, Facts> {
  readonly aggregate: Aggregate<State, Event>;
  /** Of the things, in the order of the answer. */
  readonly ids: readonly string[];
  /** By the id of the thing. Of one that is not among them nothing is known. */
  readonly streams: ReadonlyMap<string, string>;
  /** About things of one stream. */
  readonly commandOf: (ids: ReadonlySet<string>) => Command;
  readonly facts: (command: Command, given: FactsOfStream<State>) => Promise<Facts>;
  /** `done`: by the thing. */
  readonly decide: (
    command: Command,
    state: State,
    given: Given<Facts>,
  ) => { readonly events: readonly Event[]; readonly done: ReadonlyMap<string, RowDone> };
}

interface FactsOfStream<State> {
  readonly id: string;
  readonly context: CommandContext;
  readonly lookup: Lookup;
  readonly state: State;
}

/** A stream at a time. */
export async function undoStreams<Command, State, Event extends DomainEvent, Facts>(
  { aggregate, ids, streams, commandOf, facts, decide }: StreamsToUndo<Command, State, Event, Facts>,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const done = new Map<string, RowDone>();
  const groups = [...idsByStream(ids, streams)].map(([id, of]): Group<Command, State, Event, Facts, undefined> => ({
    aggregate,
    id,
    command: commandOf(of),
    facts: (command, here, lookup, state) => facts(command, { id, context: here, lookup, state }),
    decide: (command, state, given) => {
      const undone = decide(command, state, given);
      for (const [thingId, row] of undone.done) done.set(thingId, row);
      return undone.events;
    },
    answer: () => undefined,
  }));
  const { outcomes, position } = await parts.commands.handleEach({ context, service: parts.service, groups });
  for (const outcome of outcomes) if ('refusal' in outcome) throw outcome.refusal;
  // A stream without results was undone before the undo was cut off.
  const rows = ids.map((id) => done.get(id) ?? (streams.has(id) ? rowDone('changed', { id }) : MISSING));
  return { answer: { rows }, ...(position !== undefined && { position }) };
}

const MISSING = badRow(new DomainError('NOT_FOUND'));

function idsByStream(
  ids: readonly string[],
  streams: ReadonlyMap<string, string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const id of ids) {
    const stream = streams.get(id);
    if (stream !== undefined) found.set(stream, (found.get(stream) ?? new Set<string>()).add(id));
  }
  return found;
}
