import type { RecordedEvent } from '../event-log';

/** The bounds of one query. Two pages are held at a time: the one being consumed and the next. */
export const PAGE_EVENTS = 1_000;
export const PAGE_BYTES = 4 * 1_048_576;

/** Some events in a row, and the key to go on from; `next` is undefined on the last page. */
export interface EventPage<Key> {
  readonly events: readonly RecordedEvent[];
  readonly next: Key | undefined;
}

/** The events of page after page, at most `limit`. */
export async function* eventsFrom<Key>(
  first: Key,
  limit: number,
  read: (key: Key) => Promise<EventPage<Key>>,
): AsyncGenerator<RecordedEvent, void, undefined> {
  for await (const events of pagesFrom(first, limit, read)) for (const event of events) yield event;
}

/**
 * Page after page, at most `limit` events. The next page is fetched while one is being consumed, if it will be wanted.
 */
export async function* pagesFrom<Key>(
  first: Key,
  limit: number,
  read: (key: Key) => Promise<EventPage<Key>>,
): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
  let left = limit;
  let ahead = left > 0 ? read(first) : undefined;
  while (ahead) {
    const { events, next } = await ahead;
    ahead = next !== undefined && events.length < left ? read(next) : undefined;
    // A failure is thrown when the page is awaited. A consumer that has left by then wants neither.
    ahead?.catch(() => undefined);
    yield events.length <= left ? events : events.slice(0, left);
    left -= events.length;
  }
}
