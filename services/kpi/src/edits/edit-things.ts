import type { DomainEvent } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { RowEdit } from '#contracts/kpi/edited-row';
import type { EditOutcome } from '#contracts/kpi/production-batch-events';
import type { Aggregate, Given } from '#libs/event-sourcing';
import { inBatch } from '../upload/in-batch';
import { changeBy, type EditedThing } from './batch-changes';
import { editRefused, editTaken, isSameValue, refuseUnseen, wrongChoice, type Edited } from './edit-outcome';

/** A row of a grid, of whatever input. */
export type AnyEdit = RowEdit & { readonly expected?: object };

/** An edit with its place in the request, and the thing that it is about. */
export interface PlacedEdit<Edit extends AnyEdit = AnyEdit> {
  readonly at: number;
  readonly edit: Edit;
  /** Of a new one: what identifies it gives the id, or null where nothing does. */
  readonly id: string | null;
}

export interface ThingToPutBack<Value> {
  readonly id: string;
  /** Null: it is not there. */
  readonly value: Value | null;
  /** Null: it was not there. */
  readonly before: Value | null;
  /** Of the undo. */
  readonly batchId: string;
}

type InBatch = DomainEvent<string, { readonly batchId: string | null }>;
type Told = Readonly<Record<string, unknown>>;

/** How one input is edited: by the decisions about a single thing. */
export interface EditRules<State, Event extends InBatch, Facts, Value extends object, Shown extends object> {
  readonly noun: string;
  readonly aggregate: Aggregate<State, Event>;
  /** The fields of an edit that identify the thing, as the stream has them. A change may repeat them, and no more. */
  readonly identityOf: (state: State, id: string) => Told;
  readonly thingIn: (state: State, id: string) => EditedThing<Value> | undefined;
  readonly record: (told: object, state: State, given: Given<Facts>) => readonly Event[];
  readonly correct: (id: string, told: object, state: State, given: Given<Facts>) => readonly Event[];
  readonly remove: (id: string, state: State, given: Given<Facts>) => readonly Event[];
  /** @throws DomainError */
  readonly putBack: (thing: ThingToPutBack<Value>, state: State, given: Given<Facts>) => readonly Event[];
  readonly madeBy: (event: Event) => { readonly id: string; readonly outcome: Exclude<EditOutcome, 'refused'> };
  /** The values as answers have them; null for an actor who may not read them. */
  readonly shown: (value: Value, given: Given<Facts>) => Shown | null;
}

export interface DecidedEdits<Key, Event, Shown extends object> {
  readonly events: readonly Event[];
  readonly results: ReadonlyMap<Key, Edited<Shown>>;
}

/** The edits of a batch that are about one stream. */
export interface StreamEdits {
  readonly batchId: string;
  readonly edits: readonly PlacedEdit[];
}

/** Each edit is decided after those before it, and a refused one leaves no trace. `facts` and results: by the place. */
export function editThings<State, Event extends InBatch, Facts, Value extends object, Shown extends object>(
  rules: EditRules<State, Event, Facts, Value, Shown>,
  { batchId, edits }: StreamEdits,
  state: State,
  given: Given<ReadonlyMap<number, Facts>>,
): DecidedEdits<number, Event, Shown> {
  const events: Event[] = [];
  const results = new Map<number, Edited<Shown>>();
  let now = separate(rules.aggregate, state);
  for (const placed of edits) {
    const { at, edit, id } = placed;
    const newId = (name: string) => given.newId(`${name}/${at}`);
    const own: Given<Facts> = { ...given, newId, facts: given.facts.get(at) as Facts };
    try {
      const made = inBatch(batchId, decided(rules, placed, now, own));
      now = after(rules.aggregate, now, made, given.now);
      events.push(...made);
      results.set(at, takenBy(rules, made, edit.id ?? null));
    } catch (error) {
      const value = id === null ? null : rules.thingIn(now, id)?.value;
      const current = value ? rules.shown(value, own) : null;
      results.set(at, editRefused(error, edit.id ?? null, { current }));
    }
  }
  return { events, results };
}

function decided<State, Event extends InBatch, Facts, Value extends object, Shown extends object>(
  rules: EditRules<State, Event, Facts, Value, Shown>,
  { edit }: PlacedEdit,
  state: State,
  given: Given<Facts>,
): readonly Event[] {
  const { noun } = rules;
  const { op, id, expected, ...told } = edit;
  if (op === 'create') {
    if (id !== undefined) throw wrongChoice('/id', `must be absent: a new ${noun} gets its own`);
    return rules.record(toldBy(edit), state, given);
  }
  const value = id === undefined ? null : rules.thingIn(state, id)?.value;
  if (id === undefined || !value) throw new DomainError('NOT_FOUND', `There is no such ${noun}`);
  const changed = new Map<string, unknown>(Object.entries(told));
  for (const [field, own] of Object.entries(rules.identityOf(state, id))) {
    const stated = changed.get(field);
    if (stated !== undefined && stated !== own) throw wrongChoice(`/${field}`, `is not that of the ${noun}`);
    changed.delete(field);
  }
  const shown = rules.shown(value, given);
  if (expected && !shown) throw new DomainError('FORBIDDEN', 'Values may be expected by those who may read them');
  if (shown) refuseUnseen(expected, shown, noun);
  return op === 'remove' ? rules.remove(id, state, given) : rules.correct(id, withoutAbsent(changed), state, given);
}

function withoutAbsent(told: Iterable<readonly [string, unknown]>): object {
  return Object.fromEntries([...told].filter(([, value]) => value !== undefined));
}

/** The fields of an edit that creates, as the command about one thing has them. */
export function toldBy({ op: _, id: __, expected: ___, ...told }: AnyEdit): object {
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined && value !== null));
}

/** The things of one stream that an undo puts back. */
export interface StreamUndo {
  /** The batch that is undone. */
  readonly batchId: string;
  /** The batch of the undo. */
  readonly undoId: string;
  /** In the order of the edits. */
  readonly ids: readonly string[];
}

/**
 * Puts back what a batch changed, the last thing first. One that somebody has changed since is refused, with its values
 * and those that the batch left.
 */
export function undoEdits<State, Event extends InBatch, Facts, Value extends object, Shown extends object>(
  rules: EditRules<State, Event, Facts, Value, Shown>,
  { batchId, undoId, ids }: StreamUndo,
  state: State,
  given: Given<Facts>,
): DecidedEdits<string, Event, Shown> {
  const events: Event[] = [];
  const results = new Map<string, Edited<Shown>>();
  let now = separate(rules.aggregate, state);
  for (const id of ids.toReversed()) {
    const thing = rules.thingIn(now, id);
    const change = changeBy(thing, batchId);
    const value = thing?.value ?? null;
    try {
      if (!change || isSameValue(value, change.before)) {
        results.set(id, editTaken('unchanged', id));
        continue;
      }
      if (thing?.batchId !== batchId) {
        throw new DomainError('CONFLICT', `Somebody has changed the ${rules.noun} since`);
      }
      const made = rules.putBack({ id, value, before: change.before, batchId: undoId }, now, given);
      now = after(rules.aggregate, now, made, given.now);
      events.push(...made);
      results.set(id, takenBy(rules, made, id));
    } catch (error) {
      const shown = (each: Value | null | undefined) => (each ? rules.shown(each, given) : null);
      results.set(id, editRefused(error, id, { current: shown(value), left: shown(change?.after) }));
    }
  }
  return { events, results };
}

/** A state on which decisions are tried one after the other. */
function separate<State, Event extends DomainEvent>({ copy }: Aggregate<State, Event>, state: State): State {
  return copy ? copy(state) : state;
}

function after<State, Event extends DomainEvent>(
  { evolve }: Aggregate<State, Event>,
  state: State,
  events: readonly Event[],
  occurredAt: string,
): State {
  return events.reduce((now, each) => evolve(now, { ...each, revision: 0, occurredAt }), state);
}

/** The outcome of an edit by the events that it made: the first one decides. */
export function takenBy<Event extends InBatch>(
  { madeBy }: { readonly madeBy: EditRules<never, Event, never, object, object>['madeBy'] },
  [first]: readonly Event[],
  id: string | null,
): Edited<never> {
  if (!first) return editTaken('unchanged', id);
  const made = madeBy(first);
  return editTaken(made.outcome, made.id);
}
