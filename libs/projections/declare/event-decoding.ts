import type { RecordedEvent } from '#libs/event-log';
import { type Recorded, unchanging } from '#libs/event-sourcing';
import type { LogEntry } from '../log-reading/log-window';

/** The part of the codec that the engine needs. */
export interface EventDecoder {
  decode(batch: readonly RecordedEvent[]): readonly Recorded[] | Promise<readonly Recorded[]>;
}

/**
 * Decodes the entries that are not decoded yet, together. An entry that cannot be read gets its error, and the others
 * are still read. The next reader of such an entry tries again, for example after a key was restored.
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

/** An error of the event itself. Any other error, such as no database to get keys from, is thrown. */
function isUnreadable(error: unknown): error is Error {
  return error instanceof Error && UNREADABLE.has(error.name);
}
