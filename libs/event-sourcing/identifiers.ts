import { v5 } from 'uuid';

/**
 * Ids that derive from another, so that what is repeated gets the same ones. The names are bytes behind ids in the log:
 * they never change.
 */

/** UUIDv5(command id, `event/<index>`): of the event at `index` among those that a command appends to its stream. */
export function eventIdOf(commandId: string, index: number): string {
  return v5(`event/${index}`, commandId);
}

/** UUIDv5(command id, `id/<name>`): of what a command creates. `Given.newId` is this. */
export function newIdOf(commandId: string, name: string): string {
  return v5(`id/${name}`, commandId);
}

/** UUIDv5(event id, `command/<name>`): of the command that a reactor sends in answer to an event. */
export function commandIdOf(eventId: string, name: string): string {
  return v5(`command/${name}`, eventId);
}
