import { badRow, rowDone, type RowDone, type RowsDone } from '#contracts/imports/rows-done';
import type { DomainEvent } from '#contracts/declare/event';
import type { Aggregate, Given, Group, Lookup } from '#libs/event-sourcing';
import { DomainError } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { handleInTurns } from './streams-in-turns.handler';

/** The rows of a command that are about one stream. `at`: the place in the command. */
export interface RowsOfStream<Row extends { readonly at: number } = { readonly at: number }> {
  readonly importId: string;
  readonly rows: readonly Row[];
}

export interface DecidedRows<Event extends DomainEvent> {
  readonly events: readonly Event[];
  /** By the place in the command. */
  readonly done: ReadonlyMap<number, RowDone>;
}

/** The rows of a command by their streams, and how those of one are decided. */
export interface RowsToDo<Rows extends RowsOfStream, State, Event extends DomainEvent, Facts> {
  readonly aggregate: Aggregate<State, Event>;
  readonly streams: readonly { readonly id: string; readonly rows: Rows }[];
  /** Rows that no stream could be found for, by the place in the command. */
  readonly bad: ReadonlyMap<number, RowDone>;
  /**
   * The streams that are carried out when the others are recorded. True: a unique value that one needs is freed by one
   * of the others, so a check takes the refusal of it for none.
   */
  readonly afterOthers?: ReadonlyMap<string, boolean>;
  /** The number of rows of the command. */
  readonly count: number;
  readonly facts: (rows: Rows, context: CommandContext, lookup: Lookup) => Promise<Facts>;
  readonly decide: (rows: Rows, state: State, given: Given<Facts>) => DecidedRows<Event>;
  /** What became of rows that were decided before the import was cut off, from what was recorded of them. */
  readonly doneBefore: (rows: Rows, events: readonly Event[], state: State) => ReadonlyMap<number, RowDone>;
}

/** What was recorded is read back only of streams that were decided before. */
type Groups<Rows, State, Event extends DomainEvent, Facts> = readonly Group<
  Rows,
  State,
  Event,
  Facts,
  { readonly events: readonly Event[] }
>[];

/** The rows of each stream are one decision and one append. */
export async function carryOutRows<Rows extends RowsOfStream, State, Event extends DomainEvent, Facts>(
  work: RowsToDo<Rows, State, Event, Facts>,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const done = new Map(work.bad);
  const isLater = ({ id }: { readonly id: string }) => work.afterOthers?.has(id) ?? false;
  const all = groupsOf(work, done);
  const turns = [all.filter((each) => !isLater(each)), all.filter(isLater)];
  const groups = turns.flat();
  const { outcomes, position } = await handleInTurns(turns, context, parts);
  for (const [at, outcome] of outcomes.entries()) {
    const { id, command } = groups[at] as Groups<Rows, State, Event, Facts>[number];
    if ('refusal' in outcome) {
      refused(command, outcome.refusal, done);
      continue;
    }
    if (command.rows.some((row) => !done.has(row.at))) {
      const { state } = await parts.commands.state(work.aggregate, context.tenantId, id);
      for (const [place, row] of work.doneBefore(command, outcome.result.events, state)) done.set(place, row);
    }
    for (const row of command.rows) done.set(row.at, withRevision(done.get(row.at) as RowDone, outcome.revision));
  }
  return { answer: inOrder(work.count, done), ...(position !== undefined && { position }) };
}

/** Decides the same, and appends nothing. */
export async function checkRows<Rows extends RowsOfStream, State, Event extends DomainEvent, Facts>(
  work: RowsToDo<Rows, State, Event, Facts>,
  context: CommandContext,
  parts: ServiceParts,
): Promise<RowsDone> {
  const done = new Map(work.bad);
  await Promise.all(
    groupsOf(work, done).map((group) =>
      parts.commands.check({ ...group, context }).catch((error: unknown) => {
        const isFreed = work.afterOthers?.get(group.id) && error instanceof DomainError && error.code === 'DUPLICATE';
        if (!isFreed) refused(group.command, error, done);
      }),
    ),
  );
  return inOrder(work.count, done);
}

/** A stream that was refused as a whole, as for a unique value: of one row that is its outcome. */
function refused({ rows: [row, ...more] }: RowsOfStream, error: unknown, done: Map<number, RowDone>): void {
  if (!row || more.length > 0 || !(error instanceof DomainError)) throw error;
  done.set(row.at, badRow(error));
}

/** `done` gets the outcomes as the streams are decided. */
function groupsOf<Rows extends RowsOfStream, State, Event extends DomainEvent, Facts>(
  { aggregate, streams, facts, decide }: RowsToDo<Rows, State, Event, Facts>,
  done: Map<number, RowDone>,
): Groups<Rows, State, Event, Facts> {
  return streams.map(({ id, rows: command }) => ({
    aggregate,
    id,
    command,
    facts: (_, context, lookup) => facts(command, context, lookup),
    decide: (_, state, given) => {
      const decided = decide(command, state, given);
      for (const [at, row] of decided.done) done.set(at, row);
      return decided.events;
    },
    answer: (_, recorded) => recorded,
  }));
}

function withRevision(row: RowDone, revision: number): RowDone {
  return row.outcome === 'created' || row.outcome === 'changed' ? { ...row, revision } : row;
}

function inOrder(count: number, done: ReadonlyMap<number, RowDone>): RowsDone {
  return { rows: Array.from({ length: count }, (_, at) => done.get(at) ?? rowDone('unchanged')) };
}
