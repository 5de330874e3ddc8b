import type { DomainEvent } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { RecordedRow } from '#contracts/kpi/input-batch-events';
import { newIdOf, type Group, type GroupOutcome } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { handleInTurns } from '../upload/streams-in-turns.handler';
import type { EditedKind } from './edit-batch.handler';
import { editRefused } from './edit-outcome';
import { takenBy, undoEdits, type AnyEdit, type EditRules, type PlacedEdit, type StreamUndo } from './edit-things';
import { inputBatch } from './input-batch';
import { madeBefore, recordMade, type BatchAnswer } from './input-batch.handler';
import type { EditedOn } from './place-edits';

/** The undo is a batch of its own, which can be undone. */
export async function undoBatchOf<
  Edit extends AnyEdit,
  Placed extends PlacedEdit<Edit>,
  State,
  Event extends DomainEvent<string, { readonly batchId: string | null }>,
  Facts,
  Value extends object,
  Shown extends object,
>(
  { input, rules, undoFacts }: EditedKind<Edit, Placed, State, Event, Facts, Value, Shown>,
  batchId: string,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<BatchAnswer<Shown>>> {
  const undoId = newIdOf(context.commandId, 'input-batch');
  const known = await madeBefore(undoId, context, parts);
  if (known) return known;
  const { state } = await parts.commands.state(inputBatch, context.tenantId, batchId);
  if (state.status === 'absent' || state.input !== input) throw new DomainError('NOT_FOUND', 'There is no such batch');
  const done = new Map<string, EditedOn<Shown>>();
  const things = thingsByStream(state.results);
  const groups = [...things].map(([id, { ids }]): Group<StreamUndo, State, Event, Facts, readonly Event[]> => ({
    aggregate: rules.aggregate,
    id,
    command: { batchId, undoId, ids },
    facts: (_, here, lookup, own) => undoFacts({ id, context: here, lookup, state: own, parts }),
    decide: (command, own, given) => {
      const undone = undoEdits(rules, command, own, given);
      for (const [thingId, result] of undone.results) done.set(thingId, { ...result, stream: id });
      return undone.events;
    },
    answer: (_, { events }) => events,
  }));
  const turns = TURNS.map((turn) => groups.filter(({ id }) => things.get(id)?.turn === turn));
  const { outcomes } = await handleInTurns(turns, context, parts);
  for (const [n, { id, command }] of turns.flat().entries()) fillUndone(done, { rules, id, command }, outcomes[n]);
  const inOrder = new Set(state.results.flatMap(({ id }) => id ?? []));
  const results = [...inOrder].flatMap((id) => done.get(id) ?? []);
  return recordMade({ batchId: undoId, input, undoes: batchId, results }, context, parts);
}

/** The results of a stream that was refused as a whole, or decided before the request was cut off. */
function fillUndone<Event extends DomainEvent<string, { readonly batchId: string | null }>>(
  done: Map<string, EditedOn<object>>,
  {
    rules,
    id: stream,
    command,
  }: {
    readonly rules: Pick<EditRules<never, Event, never, object, object>, 'madeBy'>;
    readonly id: string;
    readonly command: StreamUndo;
  },
  outcome: GroupOutcome<readonly Event[]> | undefined,
): void {
  for (const id of command.ids) {
    if (outcome && 'refusal' in outcome) {
      done.set(id, { ...editRefused<never>(outcome.refusal, id), stream });
    } else if (outcome && !done.has(id)) {
      const made = outcome.result.filter((each) => rules.madeBy(each).id === id);
      done.set(id, { ...takenBy(rules, made, id), stream });
    }
  }
}

/** Things that the batch made are removed first, and those that it removed are made last: they may need a unique value that another one still holds. */
const TURNS = [0, 1, 2] as const;
const TURN_OF = { created: 0, changed: 1, removed: 2 } as const;

interface ThingsOfStream {
  readonly ids: string[];
  turn: (typeof TURNS)[number];
}

/** The things that a batch changed, by stream. */
function thingsByStream(results: readonly RecordedRow[]): ReadonlyMap<string, ThingsOfStream> {
  const found = new Map<string, ThingsOfStream>();
  for (const { id, stream, outcome } of results) {
    if (id === null || stream === null || outcome === 'refused' || outcome === 'unchanged') continue;
    const things = found.get(stream) ?? { ids: [], turn: 0 };
    if (!things.ids.includes(id)) things.ids.push(id);
    if (TURN_OF[outcome] > things.turn) things.turn = TURN_OF[outcome];
    found.set(stream, things);
  }
  return found;
}
