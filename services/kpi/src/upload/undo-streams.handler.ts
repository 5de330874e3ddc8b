import type { DomainEvent } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { badRow, rowDone, type RowDone, type RowsDone } from '#contracts/imports/rows-done';
import type { Aggregate, Given, Group, Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { handleInTurns } from './streams-in-turns.handler';

/** Things that an import made or changed, and how those of one stream are put back. */
export interface StreamsToUndo<Command, State, Event extends DomainEvent, Facts> {
  readonly aggregate: Aggregate<State, Event>;
  /** Of the things, in the order of the answer. */
  readonly ids: readonly string[];
  /** Those that are put back when the others are: what an import made is removed before what it changed is as it was. */
  readonly changed?: ReadonlySet<string>;
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

/** A stream at a time. The things of one that is refused as a whole, as for a unique value, are kept. */
export async function undoStreams<Command, State, Event extends DomainEvent, Facts>(
  { aggregate, ids, streams, changed, commandOf, facts, decide }: StreamsToUndo<Command, State, Event, Facts>,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const done = new Map<string, RowDone>();
  const things = idsByStream(ids, streams);
  const groups = [...things].map(([id, of]): Group<Command, State, Event, Facts, undefined> => ({
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
  const isLater = ({ id }: { readonly id: string }) => [...(things.get(id) ?? [])].some((each) => changed?.has(each));
  const turns = [groups.filter((each) => !isLater(each)), groups.filter(isLater)];
  const { outcomes, position } = await handleInTurns(turns, context, parts);
  for (const [at, { id }] of turns.flat().entries()) {
    const outcome = outcomes[at];
    if (!outcome || !('refusal' in outcome)) continue;
    for (const thing of things.get(id) ?? []) done.set(thing, badRow(outcome.refusal, thing));
  }
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
