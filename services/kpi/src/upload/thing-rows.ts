import type { DomainEvent } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { badRow, rowDone, type RowDone } from '#contracts/imports/rows-done';
import type { ImportedThing } from '#contracts/kpi/imported-thing';
import type { Given } from '#libs/event-sourcing';
import { fieldChanges } from './field-changes';
import { REFUSED_BEFORE, refuseRepeated } from './refused-rows';
import type { DecidedRows, RowsOfStream } from './rows-of-streams.handler';

/** A row, and the thing that it is about: what identifies it gives the id. */
export interface ThingRow<Row> {
  /** The place in the command. */
  readonly at: number;
  readonly row: Row;
  readonly id: string;
}

/** What an event recorded of a thing; null: it was not there, or is removed. */
export interface MadeOfThing {
  readonly id: string;
  readonly before: object | null;
  readonly after: object | null;
}

/** A thing of a stream, for an undo. */
interface LeftThing {
  readonly isThere: boolean;
  /** The last event about it is the import's. */
  readonly isOurs: boolean;
}

/** How rows about one kind of things are decided: by the decisions about a single one. */
export interface ThingRules<Row, Named extends ThingRow<Row>, State, Event extends DomainEvent, Facts> {
  readonly isPresent: (state: State, id: string) => boolean;
  readonly record: (named: Named, state: State, given: Given<Facts>) => readonly Event[];
  /** An absent field leaves what is there. */
  readonly correct: (named: Named, state: State, given: Given<Facts>) => readonly Event[];
  readonly madeBy: (event: Event) => MadeOfThing;
}

/** Each row by itself: a bad one keeps no other out. */
export function importThings<Row, Named extends ThingRow<Row>, State, Event extends DomainEvent, Facts>(
  rules: ThingRules<Row, Named, State, Event, Facts>,
  { rows }: RowsOfStream<Named>,
  state: State,
  given: Given<Facts>,
): DecidedRows<Event> {
  const events: Event[] = [];
  const done = new Map<number, RowDone>();
  const taken = new Set<string>();
  for (const named of rows) {
    const { at, id } = named;
    try {
      if (taken.has(id)) refuseRepeated();
      taken.add(id);
      const isPresent = rules.isPresent(state, id);
      const made = isPresent ? rules.correct(named, state, given) : rules.record(named, state, given);
      events.push(...made);
      done.set(at, made[0] ? doneBy(rules.madeBy(made[0])) : rowDone('unchanged', { id }));
    } catch (error) {
      done.set(at, badRow(error));
    }
  }
  return { events, done };
}

/**
 * What became of rows that were decided before the import was cut off. A row without an event was unchanged where its
 * thing is there, and refused where it is not.
 */
export function thingsDoneBefore<Row, Named extends ThingRow<Row>, State, Event extends DomainEvent, Facts>(
  { madeBy, isPresent }: Pick<ThingRules<Row, Named, State, Event, Facts>, 'madeBy' | 'isPresent'>,
  { rows }: RowsOfStream<Named>,
  events: readonly Event[],
  state: State,
): ReadonlyMap<number, RowDone> {
  const made = new Map(events.map(madeBy).map((each) => [each.id, each]));
  return new Map(
    rows.map(({ at, id }): [number, RowDone] => {
      const own = made.get(id);
      if (own) return [at, doneBy(own)];
      return [at, isPresent(state, id) ? rowDone('unchanged', { id }) : REFUSED_BEFORE];
    }),
  );
}

function doneBy({ id, before, after }: MadeOfThing): RowDone {
  if (!before) return rowDone('created', { id });
  return rowDone('changed', { id, changes: fieldChanges(before, after ?? {}) });
}

/** The things of one stream that are to be put back. */
export interface UndoneThings {
  readonly importId: string;
  /** Names the undo. */
  readonly undoId: string;
  readonly things: readonly ImportedThing[];
}

/** How what an import did to one kind of things is put back. */
export interface UndoRules<State, Event extends DomainEvent, Facts> {
  readonly noun: string;
  readonly leftBy: (undo: UndoneThings, thing: ImportedThing, state: State) => LeftThing;
  /** @throws DomainError */
  readonly putBack: (undo: UndoneThings, thing: ImportedThing, state: State, given: Given<Facts>) => Event;
}

/**
 * Puts back what an import did. A thing that somebody has changed since is kept, and so is the removal of one that was
 * there before the import. `done`: by the thing.
 */
export function undoThings<State, Event extends DomainEvent, Facts>(
  rules: UndoRules<State, Event, Facts>,
  undo: UndoneThings,
  state: State,
  given: Given<Facts>,
): { readonly events: readonly Event[]; readonly done: ReadonlyMap<string, RowDone> } {
  const events: Event[] = [];
  const done = new Map<string, RowDone>();
  for (const thing of undo.things) {
    const { id, outcome } = thing;
    try {
      const { isThere, isOurs } = rules.leftBy(undo, thing, state);
      if (isThere && !isOurs) throw new DomainError('CONFLICT', `Somebody has changed the ${rules.noun} since`);
      if (!isThere && outcome === 'changed') {
        throw new DomainError('CONFLICT', `Somebody has removed the ${rules.noun} since`);
      }
      if (isThere) events.push(rules.putBack(undo, thing, state, given));
      done.set(id, rowDone('changed', { id }));
    } catch (error) {
      done.set(id, badRow(error, id));
    }
  }
  return { events, done };
}
