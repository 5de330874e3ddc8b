import type { RecordedEvent } from '../event-log';

/** Bounds of what one query fetches: two pages are held at a time, the one being consumed and the one after it. */
export const PAGE_EVENTS = 1_000;
export const PAGE_BYTES = 4 * 1_048_576;

/** Some events in a row, and where to go on; `next` is undefined when there were no more. */
export interface Page<Key> {
  readonly events: readonly RecordedEvent[];
  readonly next: Key | undefined;
}

/** Page after page, each fetched while the one before it is being consumed. */
export async function* pagesFrom<Key>(
  first: Key,
  read: (key: Key) => Promise<Page<Key>>,
): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
  let ahead = read(first);
  for (;;) {
    const page = await ahead;
    if (page.next === undefined) {
      yield page.events;
      return;
    }
    ahead = read(page.next);
    // A failure is thrown where the page is awaited; a consumer that has left by then wants neither.
    ahead.catch(() => undefined);
    yield page.events;
  }
}

/** The events of the pages, at most `limit`. */
export async function* eventsOf(
  pages: AsyncIterable<readonly RecordedEvent[]>,
  limit: number,
): AsyncGenerator<RecordedEvent, void, undefined> {
  let left = limit;
  for await (const events of pages) {
    for (const event of events) {
      if (left-- <= 0) return;
      yield event;
    }
    if (left <= 0) return;
  }
}
