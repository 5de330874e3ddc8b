import { rowDone, type RowDone, type RowsDone } from '#contracts/imports/rows-done';
import type { BatchDay } from '#contracts/kpi/production-batch-events';
import type { Given, Group, Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { lineDayIdOf } from '../line-day/day-facts.provider';
import { lineDay, type LineDay, type LineDayEvent } from '../line-day/line-day';

/** The rows of a command that are about one line's day. */
export interface RowsOfDay<Row> extends BatchDay {
  readonly importId: string;
  readonly rows: readonly Row[];
}

export interface DecidedRows {
  readonly events: readonly LineDayEvent[];
  /** By the place in the command. */
  readonly done: ReadonlyMap<number, RowDone>;
}

/** Rows of one command, placed on the days of lines. `at`: the place in the command. */
export interface PlacedRows<Row extends { readonly at: number }> {
  readonly days: readonly Omit<RowsOfDay<Row>, 'importId'>[];
  /** By the place in the command; those of the days are missing. */
  readonly bad: ReadonlyMap<number, RowDone>;
}

/** How the rows of one kind are decided. */
interface DayRules<Row extends { readonly at: number }, Facts> {
  readonly facts: (context: CommandContext, lookup: Lookup) => Promise<Facts>;
  readonly decide: (command: RowsOfDay<Row>, day: LineDay, given: Given<Facts>) => DecidedRows;
  /** What became of rows that were decided before the import was cut off, from what was recorded of them. */
  readonly doneBefore: (
    command: RowsOfDay<Row>,
    events: readonly LineDayEvent[],
    day: LineDay,
  ) => ReadonlyMap<number, RowDone>;
}

export interface RowsToDo<Row extends { readonly at: number }, Facts> extends DayRules<Row, Facts> {
  readonly importId: string;
  readonly placed: PlacedRows<Row>;
  /** The number of rows of the command. */
  readonly count: number;
}

type Groups<Row, Facts> = readonly Group<RowsOfDay<Row>, LineDay, LineDayEvent, Facts, readonly LineDayEvent[]>[];

/** The rows of each line and date are one decision and one append. */
export async function carryOutRows<Row extends { readonly at: number }, Facts>(
  work: RowsToDo<Row, Facts>,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const done = new Map(work.placed.bad);
  const groups = groupsOf(work, done);
  const { service } = parts;
  const { outcomes, position } = await parts.commands.handleEach({ context, service, groups, concurrency: AT_ONCE });
  for (const [at, outcome] of outcomes.entries()) {
    if ('refusal' in outcome) throw outcome.refusal;
    const { id, command } = groups[at] as Groups<Row, Facts>[number];
    if (command.rows.some((row) => !done.has(row.at))) {
      const { state } = await parts.commands.state(lineDay, context.tenantId, id);
      for (const [place, row] of work.doneBefore(command, outcome.result, state)) done.set(place, row);
    }
    for (const row of command.rows) done.set(row.at, withRevision(done.get(row.at) as RowDone, outcome.revision));
  }
  return { answer: inOrder(work.count, done), ...(position !== undefined && { position }) };
}

/** Decides the same, and appends nothing. */
export async function checkRows<Row extends { readonly at: number }, Facts>(
  work: RowsToDo<Row, Facts>,
  context: CommandContext,
  parts: ServiceParts,
): Promise<RowsDone> {
  const done = new Map(work.placed.bad);
  await Promise.all(groupsOf(work, done).map((group) => parts.commands.check({ ...group, context })));
  return inOrder(work.count, done);
}

/** As many as are worth a joined statement. */
const AT_ONCE = 32;

/** `done` gets the outcomes as the days are decided. */
function groupsOf<Row extends { readonly at: number }, Facts>(
  { importId, placed, facts, decide }: RowsToDo<Row, Facts>,
  done: Map<number, RowDone>,
): Groups<Row, Facts> {
  return placed.days.map((day) => ({
    aggregate: lineDay,
    id: lineDayIdOf(day.lineId, day.date),
    command: { importId, ...day },
    facts: (_, context, lookup) => facts(context, lookup),
    decide: (command, state, given) => {
      const decided = decide(command, state, given);
      for (const [at, row] of decided.done) done.set(at, row);
      return decided.events;
    },
    answer: (_, { events }) => events,
  }));
}

function withRevision(row: RowDone, revision: number): RowDone {
  return row.outcome === 'created' || row.outcome === 'changed' ? { ...row, revision } : row;
}

function inOrder(count: number, done: ReadonlyMap<number, RowDone>): RowsDone {
  return { rows: Array.from({ length: count }, (_, at) => done.get(at) ?? rowDone('unchanged')) };
}
