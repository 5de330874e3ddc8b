import type { RecordedEvent } from '../event-log';

/** Bounds of what one query fetches: two pages are held at a time, the one being consumed and the one after it. */
export const PAGE_EVENTS = 1_000;
export const PAGE_BYTES = 4 * 1_048_576;

/** Some events in a row, and where to go on; `next` is undefined when there were no more. */
export interface Page<Key> {
  readonly events: readonly RecordedEvent[];
  readonly next: Key | undefined;
}

/** The events of page after page, at most `limit`. */
export async function* eventsFrom<Key>(
  first: Key,
  limit: number,
  read: (key: Key) => Promise<Page<Key>>,
): AsyncGenerator<RecordedEvent, void, undefined> {
  for await (const events of pagesFrom(first, limit, read)) for (const event of events) yield event;
}

/**
 * Page after page, at most `limit` events. Each page is fetched while the one before it is being consumed, if it is going
 * to be wanted at all.
 */
export async function* pagesFrom<Key>(
  first: Key,
  limit: number,
  read: (key: Key) => Promise<Page<Key>>,
): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
  let left = limit;
  let ahead = left > 0 ? read(first) : undefined;
  while (ahead) {
    const { events, next } = await ahead;
    ahead = next !== undefined && events.length < left ? read(next) : undefined;
    // A failure is thrown where the page is awaited; a consumer that has left by then wants neither.
    ahead?.catch(() => undefined);
    yield events.length <= left ? events : events.slice(0, left);
    left -= events.length;
  }
}
