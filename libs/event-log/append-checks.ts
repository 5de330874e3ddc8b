import {
  AppendTooLarge,
  EventTooLarge,
  InvalidEvent,
  MAX_APPEND_BYTES,
  MAX_APPEND_EVENTS,
  MAX_EVENT_BYTES,
  type NewEvent,
  type Revision,
} from './event-log';

const NIL_ID = '00000000-0000-0000-0000-000000000000';
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TYPE = /^(?!\$)[^\p{Cc}\p{Cs}]{1,255}$/u;

/** An event's size as the log counts it: data and metadata in UTF-8, and two bytes for each character of its type. */
export function eventBytes({ type, data, metadata }: NewEvent): number {
  return Buffer.byteLength(data) + Buffer.byteLength(metadata) + 2 * type.length;
}

/** Whether an event with this metadata is the platform's own. Every read skips the others. */
export function isPlatformEvent(metadata: unknown): boolean {
  if (typeof metadata !== 'object' || metadata === null) return false;
  const { tenantId, commandId } = metadata as { readonly tenantId?: unknown; readonly commandId?: unknown };
  return typeof tenantId === 'string' && typeof commandId === 'string';
}

/**
 * Refuses, before anything is sent, what one of the stores could not take or a reader could not read. The rules are the
 * same for every store.
 *
 * @throws EventTooLarge | AppendTooLarge | InvalidEvent
 */
export function checkAppend(events: readonly NewEvent[]): void {
  if (events.length === 0) throw new InvalidEvent('an append holds at least one event');
  if (events.length > MAX_APPEND_EVENTS) {
    throw new InvalidEvent(`an append holds at most ${MAX_APPEND_EVENTS} events, not ${events.length}`);
  }
  const ids = new Set<string>();
  let total = 0;
  for (const event of events) {
    total += checkEvent(event);
    if (ids.has(event.id)) throw new InvalidEvent(`two events of one append have the id ${event.id}`);
    ids.add(event.id);
  }
  if (total > MAX_APPEND_BYTES) throw new AppendTooLarge(events.length, total);
}

/** Its bytes. */
function checkEvent(event: NewEvent): number {
  if (!ID.test(event.id) || event.id === NIL_ID) throw new InvalidEvent(`not a UUID in lower case: ${event.id}`);
  if (!TYPE.test(event.type)) throw new InvalidEvent(`event ${event.id} has an empty or malformed type`);
  const bytes = eventBytes(event);
  if (bytes > MAX_EVENT_BYTES) throw new EventTooLarge(event.type, bytes);
  parseObject(event, 'data');
  if (!isPlatformEvent(parseObject(event, 'metadata'))) {
    throw new InvalidEvent(
      `the metadata of event ${event.id} lacks tenantId or commandId, without which no reader returns it`,
    );
  }
  return bytes;
}

function parseObject(event: NewEvent, field: 'data' | 'metadata'): unknown {
  const text = event[field];
  if (!text.isWellFormed()) throw new InvalidEvent(`${field} of event ${event.id} holds a lone surrogate`);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (cause) {
    throw new InvalidEvent(`${field} of event ${event.id} is not JSON`, { cause });
  }
  throw new InvalidEvent(`${field} of event ${event.id} is not a JSON object`);
}

/** @throws InvalidEvent when no stream can be at this revision */
export function checkExpected(expected: Revision): void {
  if (expected !== 'none' && !(Number.isSafeInteger(expected) && expected >= 0)) {
    throw new InvalidEvent(`no stream is at revision ${expected}`);
  }
}
