import { createHash } from 'node:crypto';
import { v5 } from 'uuid';

/**
 * Ids that derive from another, so that what is repeated gets the same ones. The names are bytes behind ids in the log:
 * they never change.
 */

/**
 * UUIDv5(command id, `event/<index>/<digest>`): of the event at `index` among those that a command appends. `digest` is
 * of what the event says (`saying`), base64url of SHA-256. An append that is repeated unchanged has the same ids; a
 * command that is decided again, with other facts or at another time, has others. So it meets a conflict instead of
 * being taken for the repetition of an append that it is not, and answers from what was recorded.
 */
export function eventIdOf(commandId: string, index: number, saying: string): string {
  return v5(`event/${index}/${createHash('sha256').update(saying, 'utf8').digest('base64url')}`, commandId);
}

/** UUIDv5(command id, `id/<name>`): of what a command creates. `Given.newId` is this. */
export function newIdOf(commandId: string, name: string): string {
  return v5(`id/${name}`, commandId);
}

/**
 * The same of what one payload says: a command that was refused, or did not get so far, is not recorded, and may come
 * again under its id with another.
 */
export function payloadIdOf(
  { commandId, payloadDigest }: { readonly commandId: string; readonly payloadDigest?: string },
  name: string,
): string {
  return newIdOf(commandId, payloadDigest === undefined ? name : `${name}/${payloadDigest}`);
}

/** UUIDv5(event id, `command/<name>`): of the command that a reactor sends in answer to an event. */
export function commandIdOf(eventId: string, name: string): string {
  return v5(`command/${name}`, eventId);
}
