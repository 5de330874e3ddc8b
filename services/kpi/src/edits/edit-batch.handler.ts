import type { DomainEvent } from '#contracts/declare/event';
import type { EditedInput } from '#contracts/kpi/input-batch-events';
import { newIdOf, type Group, type GroupOutcome, type Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { handleInTurns } from '../upload/streams-in-turns.handler';
import { editRefused } from './edit-outcome';
import { editThings, takenBy, type AnyEdit, type EditRules, type PlacedEdit } from './edit-things';
import { madeBefore, recordMade, type BatchAnswer } from './input-batch.handler';
import { placeEdits, type EditedOn, type Placing } from './place-edits';

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

interface PlacedFacts<Placed, State, Facts> {
  /** By the place of the edit. */
  readonly factsOf: (placed: readonly Placed[], given: StreamGiven<State>) => Promise<ReadonlyMap<number, Facts>>;
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
  ) => Promise<Placing<Edit, Placed> & Pick<PlacedFacts<Placed, State, Facts>, 'factsOf'>>;
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
  const { input, rules, placing: placingOf, mayNeedOthers = () => false } = kind;
  const placing = await placingOf(edits, { batchId, context, parts });
  const results: EditedOn<Shown>[] = [];
  const placed = placeEdits(edits, placing, rules.noun, results);
  const groups = [...placed].map(([id, command]) =>
    groupOfEdits({ id, command, rules, factsOf: placing.factsOf, batchId, results, parts }),
  );
  const isLater = ({ command }: (typeof groups)[number]) => command.some(({ edit }) => mayNeedOthers(edit));
  const turns = [groups.filter((each) => !isLater(each)), groups.filter(isLater)];
  const { outcomes } = await handleInTurns(turns, context, parts);
  for (const [n, { id, command }] of turns.flat().entries()) fill(results, { rules, id, command }, outcomes[n]);
  return recordMade({ batchId, input, undoes: null, results }, context, parts);
}

interface EditsOfStream<
  Placed extends PlacedEdit,
  State,
  Event extends InBatch,
  Facts,
  Value extends object,
  Shown extends object,
> extends PlacedFacts<Placed, State, Facts> {
  readonly id: string;
  readonly command: readonly Placed[];
  readonly rules: EditRules<State, Event, Facts, Value, Shown>;
  readonly batchId: string;
  /** Gets the outcomes as the stream is decided. */
  readonly results: EditedOn<Shown>[];
  readonly parts: ServiceParts;
}

function groupOfEdits<
  Placed extends PlacedEdit,
  State,
  Event extends InBatch,
  Facts,
  Value extends object,
  Shown extends object,
>({
  id,
  command,
  rules,
  factsOf,
  batchId,
  results,
  parts,
}: EditsOfStream<Placed, State, Event, Facts, Value, Shown>): Group<
  readonly Placed[],
  State,
  Event,
  ReadonlyMap<number, Facts>,
  readonly Event[]
> {
  return {
    aggregate: rules.aggregate,
    id,
    command,
    facts: (edits, context, lookup, state) => factsOf(edits, { id, context, lookup, state, parts }),
    decide: (edits, state, given) => {
      const decided = editThings(rules, { batchId, edits }, state, given);
      for (const [at, result] of decided.results) results[at] = { ...result, stream: id };
      return decided.events;
    },
    answer: (_, { events }) => events,
  };
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
