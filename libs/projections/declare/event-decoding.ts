import type { RecordedEvent } from '#libs/event-log';
import { type Recorded, unchanging } from '#libs/event-sourcing';
import type { LogEntry } from '../log-reading/log-window';

/** What the engine needs of the codec. */
export interface EventDecoder {
  decode(batch: readonly RecordedEvent[]): readonly Recorded[] | Promise<readonly Recorded[]>;
}

/**
 * Decodes those events that nobody has decoded yet, together. One that cannot be read gets its error, and does not keep
 * the others from being read; who comes to it again, as after a key was restored, tries again.
 */
export async function decodeEntries(decoder: EventDecoder, entries: readonly LogEntry[]): Promise<void> {
  const fresh = entries.filter(({ recorded }) => recorded === undefined || recorded instanceof Error);
  if (fresh.length === 0) return;
  try {
    const decoded = decoder.decode(fresh.map(({ event }) => event));
    const recorded = unchanging(decoded instanceof Promise ? await decoded : decoded);
    for (let index = 0; index < fresh.length; index++) (fresh[index] as LogEntry).recorded = recorded[index];
  } catch (error) {
    if (fresh.length > 1) {
      for (const entry of fresh) await decodeEntries(decoder, [entry]);
    } else if (isUnreadable(error)) {
      (fresh[0] as LogEntry).recorded = error;
    } else {
      throw error;
    }
  }
}

const UNREADABLE = new Set([
  'UnknownEventType',
  'UnknownEventVersion',
  'UndecipherableField',
  'UnknownSubjectKey',
  'SyntaxError',
]);

/** An error of the event itself; any other (no database to get keys from) passes. */
function isUnreadable(error: unknown): error is Error {
  return error instanceof Error && UNREADABLE.has(error.name);
}
