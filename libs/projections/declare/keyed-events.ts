import type { Position } from '#libs/event-log';
import { RawEvent, type Recorded } from '#libs/event-sourcing';
import { type EventDecoder, decodeEntries } from './event-decoding';
import type { KeyedEvent } from '../slots/fold';
import type { LogEntry } from '../log-reading/log-window';
import { errorText } from '../engine/problems';
import type { Projection } from './projection';

/** The events of a projection among the entries read, up to the first obstacle. */
export interface Prepared {
  readonly events: readonly KeyedEvent[];
  /** An event that this release cannot read, or whose key cannot be determined. Such an event cannot even be parked. */
  readonly obstacle?: { readonly at: Position; readonly reason: string };
}

/** The events as a projection's handlers take them: decoded, or raw for a handler of any event. */
export async function eventsFor(
  projection: Projection,
  decoder: EventDecoder,
  entries: readonly LogEntry[],
): Promise<readonly LogEntry[]> {
  const isDecoded = ({ event }: LogEntry) => projection.handlers.has(event.type);
  const decoded = projection.any ? entries.filter(isDecoded) : entries;
  await decodeEntries(decoder, decoded);
  if (!projection.any) return entries;
  return entries.map((entry) =>
    isDecoded(entry) ? entry : { event: entry.event, recorded: new RawEvent(entry.event) },
  );
}

/** Decodes the events that a projection handles, and determines their keys. */
export async function keyedEvents(
  projection: Projection,
  decoder: EventDecoder,
  entries: readonly LogEntry[],
): Promise<Prepared> {
  const events: KeyedEvent[] = [];
  for (const { event, recorded } of await eventsFor(projection, decoder, entries)) {
    const at = event.position;
    if (recorded === undefined || recorded instanceof Error) {
      return { events, obstacle: { at, reason: recorded ? unreadable(recorded) : 'it was not decoded' } };
    }
    const key = keyOf(projection, recorded);
    if (key instanceof Error) {
      return { events, obstacle: { at, reason: `the key of ${event.type} cannot be determined: ${errorText(key)}` } };
    }
    events.push({ event: recorded, key });
  }
  return { events };
}

function keyOf(projection: Projection, event: Recorded): string | Error {
  try {
    const key: unknown = projection.key(event);
    return typeof key === 'string' ? key : new TypeError('a key must be text');
  } catch (error) {
    return error instanceof Error ? error : new Error('a value that is not an Error was thrown', { cause: error });
  }
}

/** The message of an unknown type or version names it, and holds no data. */
function unreadable(error: Error): string {
  return error.name.startsWith('Unknown') ? error.message : errorText(error);
}
