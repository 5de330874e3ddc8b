import type { DomainEvent } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { badRow, rowDone, type RowDone, type RowsDone } from '#contracts/imports/rows-done';
import type { ImportedThing } from '#contracts/kpi/imported-thing';
import { newIdOf, type Aggregate, type Group, type Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { carryOutRows, checkRows, type RowsOfStream, type RowsToDo } from './rows-of-streams.handler';
import { undoThings, type UndoRules, type UndoneThings } from './thing-rows';

/** The two handlers of a command with rows: one that carries them out, one that decides them alone. */
export function rowsHandlers<Command, Rows extends RowsOfStream, State, Event extends DomainEvent, Facts>(
  toDo: (
    command: Command,
    context: CommandContext,
    parts: ServiceParts,
  ) => Promise<RowsToDo<Rows, State, Event, Facts>>,
) {
  return {
    carryOut: async (command: Command, context: CommandContext, parts: ServiceParts): Promise<Outcome<RowsDone>> =>
      carryOutRows(await toDo(command, context, parts), context, parts),
    check: async (command: Command, context: CommandContext, parts: ServiceParts): Promise<RowsDone> =>
      checkRows(await toDo(command, context, parts), context, parts),
  };
}

/** The rows by the stream that `streamOf` gives. */
export function byStream<Row extends { readonly at: number }>(
  importId: string,
  rows: readonly Row[],
  streamOf: (row: Row) => string,
): readonly { readonly id: string; readonly rows: RowsOfStream<Row> }[] {
  return [...grouped(rows, streamOf)].map(([id, of]) => ({ id, rows: { importId, rows: of } }));
}

function grouped<Each>(list: readonly Each[], keyOf: (each: Each) => string): ReadonlyMap<string, readonly Each[]> {
  const groups = new Map<string, Each[]>();
  for (const each of list) {
    const key = keyOf(each);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}

/** How what an import did to things of one kind is undone. */
export interface ThingsToUndo<State, Event extends DomainEvent, Facts> extends UndoRules<State, Event, Facts> {
  readonly aggregate: Aggregate<State, Event>;
  /** By the id of the thing. Of one that is not among them nothing is known. */
  readonly streams: ReadonlyMap<string, string>;
  readonly facts: (id: string, context: CommandContext, lookup: Lookup, state: State) => Promise<Facts>;
}

/** A stream at a time. The undo is a batch of its own. */
export async function undoImported<State, Event extends DomainEvent, Facts>(
  { importId, things }: { readonly importId: string; readonly things: readonly ImportedThing[] },
  { aggregate, streams, facts, ...rules }: ThingsToUndo<State, Event, Facts>,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const done = new Map<string, RowDone>();
  const undoId = newIdOf(importId, 'undo');
  const known = things.filter(({ id }) => streams.has(id));
  const groups = [...grouped(known, ({ id }) => streams.get(id) as string)].map(
    ([id, of]): Group<UndoneThings, State, Event, Facts, undefined> => ({
      aggregate,
      id,
      command: { importId, undoId, things: of },
      facts: (_, here, lookup, state) => facts(id, here, lookup, state),
      decide: (undo, state, given) => {
        const undone = undoThings(rules, undo, state, given);
        for (const [thingId, row] of undone.done) done.set(thingId, row);
        return undone.events;
      },
      answer: () => undefined,
    }),
  );
  const { outcomes, position } = await parts.commands.handleEach({ context, service: parts.service, groups });
  for (const outcome of outcomes) if ('refusal' in outcome) throw outcome.refusal;
  // A stream without results was undone before the undo was cut off.
  const rows = things.map(({ id }) => done.get(id) ?? (streams.has(id) ? rowDone('changed', { id }) : MISSING));
  return { answer: { rows }, ...(position !== undefined && { position }) };
}

const MISSING = badRow(new DomainError('NOT_FOUND'));
