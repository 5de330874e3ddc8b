import type { DomainEvent } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import type { EditedInput } from '#contracts/kpi/input-batch-events';
import { newIdOf, type Group, type GroupOutcome, type Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { handleInTurns } from '../upload/streams-in-turns.handler';
import { editRefused } from './edit-outcome';
import { editThings, takenBy, type AnyEdit, type EditRules, type PlacedEdit } from './edit-things';
import { madeBefore, recordMade, type BatchAnswer, type EditedOn } from './input-batch.handler';

type InBatch = DomainEvent<string, { readonly batchId: string | null }>;

/** The request of a batch. */
export interface BatchRequest {
  readonly batchId: string;
  readonly context: CommandContext;
  readonly parts: ServiceParts;
}

export interface StreamGiven<State> {
  readonly id: string;
  readonly context: CommandContext;
  readonly lookup: Lookup;
  readonly state: State;
  readonly parts: ServiceParts;
}

/** One input, and where its edits belong. */
export interface EditedKind<
  Edit extends AnyEdit,
  Placed extends PlacedEdit<Edit>,
  State,
  Event extends InBatch,
  Facts,
  Value extends object,
  Shown extends object,
> {
  readonly input: EditedInput;
  readonly rules: EditRules<State, Event, Facts, Value, Shown>;
  /** Looks up the edits' surroundings once; the function places one edit. @throws DomainError, for the whole request */
  readonly placing: (
    edits: readonly Edit[],
    request: BatchRequest,
  ) => Promise<{
    /** The streams of the things that edits name by id. One without a stream was never there. */
    readonly streams: ReadonlyMap<string, string>;
    /** Of a new thing. @throws DomainError, for this edit */
    readonly placeNew: (edit: Edit, at: number) => { readonly stream: string; readonly placed: Placed };
    readonly placeKnown: (edit: Edit, at: number, id: string) => Placed;
    readonly factsOf: (placed: readonly Placed[], given: StreamGiven<State>) => Promise<ReadonlyMap<number, Facts>>;
  }>;
  readonly undoFacts: (given: StreamGiven<State>) => Promise<Facts>;
  /** It may need what another thing of the batch gives up: it is decided when the others are recorded. */
  readonly mayNeedOthers?: (edit: Edit) => boolean;
}

/** Each stream is one decision and one append. A repetition answers the recorded outcomes. */
export async function carryOutEdits<
  Edit extends AnyEdit,
  Placed extends PlacedEdit<Edit>,
  State,
  Event extends InBatch,
  Facts,
  Value extends object,
  Shown extends object,
>(
  kind: EditedKind<Edit, Placed, State, Event, Facts, Value, Shown>,
  edits: readonly Edit[],
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<BatchAnswer<Shown>>> {
  const batchId = newIdOf(context.commandId, 'input-batch');
  const known = await madeBefore(batchId, context, parts);
  if (known) return known;
  const { input, rules, mayNeedOthers } = kind;
  const { streams, ...placing } = await kind.placing(edits, { batchId, context, parts });
  const results: EditedOn<Shown>[] = [];
  const placed = placeEach(edits, { ...placing, streams, noun: rules.noun }, results);
  const groups = [...placed].map(
    ([id, of]): Group<readonly Placed[], State, Event, ReadonlyMap<number, Facts>, readonly Event[]> => ({
      aggregate: rules.aggregate,
      id,
      command: of,
      facts: (command, here, lookup, state) => placing.factsOf(command, { id, context: here, lookup, state, parts }),
      decide: (command, state, given) => {
        const decided = editThings(rules, { batchId, edits: command }, state, given);
        for (const [at, result] of decided.results) results[at] = { ...result, stream: id };
        return decided.events;
      },
      answer: (_, { events }) => events,
    }),
  );
  const isLater = ({ command }: (typeof groups)[number]) => command.some(({ edit }) => mayNeedOthers?.(edit) ?? false);
  const turns = [groups.filter((each) => !isLater(each)), groups.filter(isLater)];
  const { outcomes } = await handleInTurns(turns, context, parts);
  for (const [n, { id, command }] of turns.flat().entries()) fill(results, { rules, id, command }, outcomes[n]);
  return recordMade({ batchId, input, undoes: null, results }, context, parts);
}

interface Placing<Edit, Placed> {
  readonly noun: string;
  readonly streams: ReadonlyMap<string, string>;
  readonly placeNew: (edit: Edit, at: number) => { readonly stream: string; readonly placed: Placed };
  readonly placeKnown: (edit: Edit, at: number, id: string) => Placed;
}

/** By stream. `results` gets the edits that have none. @throws DomainError `NOT_FOUND` for a thing that never was */
function placeEach<Edit extends AnyEdit, Placed>(
  edits: readonly Edit[],
  { noun, streams, placeNew, placeKnown }: Placing<Edit, Placed>,
  results: EditedOn<object>[],
): ReadonlyMap<string, readonly Placed[]> {
  const found = new Map<string, Placed[]>();
  const put = (stream: string, placed: Placed) => found.set(stream, [...(found.get(stream) ?? []), placed]);
  for (const [at, edit] of edits.entries()) {
    const { op, id } = edit;
    const stream = id === undefined ? undefined : streams.get(id);
    if (op !== 'create' && id !== undefined && stream === undefined) {
      throw faultAt('NOT_FOUND', `/edits/${at}/id`, `is no ${noun} here`);
    }
    try {
      if (op !== 'create') {
        if (id === undefined || stream === undefined)
          throw faultAt('VALIDATION_FAILED', '/id', 'is required', 'REQUIRED');
        put(stream, placeKnown(edit, at, id));
      } else {
        const { stream: own, placed } = placeNew(edit, at);
        put(own, placed);
      }
    } catch (error) {
      results[at] = { ...editRefused(error, id ?? null), stream: null };
    }
  }
  return found;
}

/** The results of a stream that was refused as a whole, or decided before the request was cut off. */
function fill<Event extends InBatch>(
  results: EditedOn<object>[],
  {
    rules,
    id: stream,
    command,
  }: {
    readonly rules: Pick<EditRules<never, Event, never, object, object>, 'madeBy'>;
    readonly id: string;
    readonly command: readonly PlacedEdit[];
  },
  outcome: GroupOutcome<readonly Event[]> | undefined,
): void {
  const events = outcome && 'result' in outcome ? [...outcome.result] : [];
  for (const { at, edit, id } of command) {
    if (outcome && 'refusal' in outcome) {
      results[at] = { ...editRefused<never>(outcome.refusal, edit.id ?? null), stream };
      continue;
    }
    if (results[at]) continue;
    const made = events.find((each) => {
      const { id: own, outcome: done } = rules.madeBy(each);
      return id === null ? done === 'created' : own === id;
    });
    if (made) events.splice(events.indexOf(made), 1);
    results[at] = { ...takenBy(rules, made ? [made] : [], edit.id ?? null), stream };
  }
}

/** The ids that edits name. */
export function idsNamed(edits: readonly AnyEdit[]): readonly string[] {
  return [...new Set(edits.flatMap(({ op, id }) => (op === 'create' || id === undefined ? [] : [id])))];
}
