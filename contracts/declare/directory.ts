import { eventDeclaration } from './event';
import { fieldsOf } from './field';
import type { OnEvent } from './on';

/**
 * The name and a few attributes of an entity, by id, that its owner lets other services show. A service that mounts it
 * has a table of its own with a row for each entity, folded from these events.
 */
export interface Directory<Entry extends object = object> {
  /** The entity type of its events, in kebab case: `organization`. */
  readonly name: string;
  /** Rises when other fields, or another meaning of an event, would make other rows of the same log. */
  readonly version: number;
  readonly entry: new () => Entry;
  /** Fields that the text search of a list looks into. */
  readonly searched: readonly (keyof Entry & string)[];
  /** Events that make an entry: every field of it. */
  readonly from: readonly OnEvent<Entry>[];
  /** Events that change an entry: some of its fields; null removes it. Without an entry they change nothing. */
  readonly on: readonly OnEvent<Partial<Entry> | null>[];
}

export interface DirectoryDeclaration<Entry extends object> extends Pick<Directory<Entry>, 'version' | 'from'> {
  readonly searched?: Directory<Entry>['searched'];
  readonly on?: Directory<Entry>['on'];
}

/**
 * Declares a directory beside the events that it is made of. `entry`: a class whose fields are declared with `fields.ts`.
 * @throws TypeError for an event of another entity, and for one with personal data: a copy in another service's table
 * would outlive the person's key
 */
export function directory<Entry extends object>(
  name: string,
  entry: new () => Entry,
  { version, from, on = [], searched = [] }: DirectoryDeclaration<Entry>,
): Directory<Entry> {
  for (const { of } of [...from, ...on]) {
    const declared = eventDeclaration(of.type);
    if (declared?.entity.type !== name) throw new TypeError(`directory ${name}: ${of.type} is no event of a ${name}`);
    if (declared.personal) throw new TypeError(`directory ${name}: ${of.type} holds personal data`);
  }
  if (fieldsOf(entry).length === 0) throw new TypeError(`directory ${name}: ${entry.name} declares no field`);
  return { name, version, entry, searched, from, on };
}
