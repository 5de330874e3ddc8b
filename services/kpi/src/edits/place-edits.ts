import { faultAt } from '#contracts/errors';
import { editRefused, type Edited } from './edit-outcome';
import type { AnyEdit } from './edit-things';

/** An outcome with the stream that it is of; null: none was found. */
export type EditedOn<Shown extends object> = Edited<Shown> & { readonly stream: string | null };

/** Where the edits of one input belong. */
export interface Placing<Edit, Placed> {
  /** The streams of the things that edits name by id. One without a stream was never there. */
  readonly streams: ReadonlyMap<string, string>;
  /** Of a new thing. @throws DomainError, for this edit */
  readonly placeNew: (edit: Edit, at: number) => { readonly stream: string; readonly placed: Placed };
  /** @throws DomainError, for this edit */
  readonly placeKnown: (edit: Edit, at: number, id: string) => Placed;
}

/** By stream. `results` gets the edits that have none. @throws DomainError `NOT_FOUND` for a thing that never was */
export function placeEdits<Edit extends AnyEdit, Placed>(
  edits: readonly Edit[],
  placing: Placing<Edit, Placed>,
  noun: string,
  results: EditedOn<object>[],
): ReadonlyMap<string, readonly Placed[]> {
  const missing = edits.findIndex(({ op, id }) => op !== 'create' && id !== undefined && !placing.streams.has(id));
  if (missing >= 0) throw faultAt('NOT_FOUND', `/edits/${missing}/id`, `is no ${noun} here`);
  const found = new Map<string, Placed[]>();
  for (const [at, edit] of edits.entries()) {
    try {
      const { stream, placed } = edit.op === 'create' ? placing.placeNew(edit, at) : known(edit, at, placing);
      found.set(stream, [...(found.get(stream) ?? []), placed]);
    } catch (error) {
      results[at] = { ...editRefused(error, edit.id ?? null), stream: null };
    }
  }
  return found;
}

function known<Edit extends AnyEdit, Placed>(
  edit: Edit,
  at: number,
  { streams, placeKnown }: Placing<Edit, Placed>,
): { readonly stream: string; readonly placed: Placed } {
  const { id } = edit;
  const stream = id === undefined ? undefined : streams.get(id);
  if (id === undefined || stream === undefined) throw faultAt('VALIDATION_FAILED', '/id', 'is required', 'REQUIRED');
  return { stream, placed: placeKnown(edit, at, id) };
}

/** The ids that edits name. */
export function idsNamed(edits: readonly AnyEdit[]): readonly string[] {
  return [...new Set(edits.flatMap(({ op, id }) => (op === 'create' || id === undefined ? [] : [id])))];
}
