import type { DomainEvent } from '#contracts/declare/event';
import type { RowsDone } from '#contracts/imports/rows-done';
import type { ImportedThing } from '#contracts/kpi/imported-thing';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { carryOutRows, checkRows, type RowsOfStream, type RowsToDo } from './rows-of-streams.handler';
import { undoThings, type UndoRules, type UndoneThings } from './thing-rows';
import { undoStreams, type StreamsToUndo } from './undo-streams.handler';

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
export interface ThingsToUndo<State, Event extends DomainEvent, Facts>
  extends
    UndoRules<State, Event, Facts>,
    Pick<StreamsToUndo<UndoneThings, State, Event, Facts>, 'aggregate' | 'streams' | 'facts'> {}

/** The undo is a batch of its own. */
export function undoImported<State, Event extends DomainEvent, Facts>(
  { importId, things }: { readonly importId: string; readonly things: readonly ImportedThing[] },
  { aggregate, streams, facts, ...rules }: ThingsToUndo<State, Event, Facts>,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const undoId = newIdOf(importId, 'undo');
  const work: StreamsToUndo<UndoneThings, State, Event, Facts> = {
    aggregate,
    ids: things.map(({ id }) => id),
    streams,
    changed: new Set(things.flatMap(({ id, outcome }) => (outcome === 'changed' ? [id] : []))),
    commandOf: (ids) => ({ importId, undoId, things: things.filter(({ id }) => ids.has(id)) }),
    facts,
    decide: (...undone) => undoThings(rules, ...undone),
  };
  return undoStreams(work, context, parts);
}
