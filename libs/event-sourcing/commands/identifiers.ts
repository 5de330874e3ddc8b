import { hash } from 'node:crypto';
import { nameBasedId } from './name-based-id';

/**
 * Ids that derive from another, so that a repetition gets the same ones. The names are part of the ids in the log: they
 * never change.
 */

/**
 * UUIDv5(command id, `event/<index>/<digest>`): of the event at `index` among those that a command appends. `digest` is
 * base64url of SHA-256 over the event's content (`saying`). An append repeated unchanged has the same ids; a command
 * decided again, with other facts or at another time, has others. It therefore gets a conflict instead of being taken
 * for a repetition, and answers from its record.
 */
export function eventIdOf(commandId: string, index: number, saying: string): string {
  return nameBasedId(`event/${index}/${hash('sha256', saying, 'base64url')}`, commandId);
}

/** UUIDv5(command id, `id/<name>`): of a created thing. `Given.newId` is this. */
export function newIdOf(commandId: string, name: string): string {
  return nameBasedId(`id/${name}`, commandId);
}

/** UUIDv5(event id, `command/<name>`): of the command that a reactor sends in answer to an event. */
export function commandIdOf(eventId: string, name: string): string {
  return nameBasedId(`command/${name}`, eventId);
}
