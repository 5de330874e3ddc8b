import { LogUnavailable, type SubscriptionMessage } from '../event-log';
import type { Position } from '../position';
import type { LogPage, PageReader } from './page-reader';
import type { LogSignal, SignalMark } from './log-signal';

export interface SubscriptionOptions {
  readonly reader: Pick<PageReader, 'pageAfter'>;
  readonly news: Pick<LogSignal, 'mark' | 'advanced'>;
  readonly after: Position;
  /** Any of them ends the iteration. */
  readonly ends: readonly (AbortSignal | undefined)[];
}

/** A query of the log, and the signal's mark from before it. */
interface Look {
  readonly mark: SignalMark;
  readonly page: Promise<LogPage | undefined>;
}

/**
 * Page after page; after the last one it waits for the signal. History and live events come from the same query, from
 * the same position, so there is no seam between them. At most one page is held beside the one being consumed.
 */
export async function* subscription({
  reader,
  news,
  after,
  ends,
}: SubscriptionOptions): AsyncGenerator<SubscriptionMessage, void, undefined> {
  const ended = new AbortController();
  const end = () => ended.abort();
  for (const signal of ends) signal?.addEventListener('abort', end);
  if (ends.some((signal) => signal?.aborted)) end();
  try {
    let position = after;
    let announced: number | undefined;
    /** Of the connections that what was yielded last was read over; undefined when that is not certain. */
    let generation: number | undefined = news.mark().generation;
    let ahead: Look | undefined;
    while (!ended.signal.aborted) {
      const { mark, page: reading } = ahead ?? look(reader, news, position);
      const page = await unlessAborted(reading, ended.signal);
      ahead = undefined;
      if (!page) {
        generation = undefined;
        continue;
      }
      const current = news.mark().generation;
      // It may have been read from the log that was left.
      if (mark.generation !== current) continue;
      if (generation !== current && page.events.length > 0) {
        yield { kind: 'reconnected', position };
        generation = current;
      }
      position = page.through;
      if (!page.complete) {
        ahead = look(reader, news, position);
        // A failure is thrown when the page is awaited. A consumer that has left by then wants neither.
        ahead.page.catch(() => undefined);
      }
      for (const event of page.events) {
        yield { kind: 'event', event };
        if (ended.signal.aborted) return;
      }
      if (!page.complete) continue;
      if (announced !== mark.generation) yield { kind: 'caughtUp', position };
      announced = mark.generation;
      await news.advanced(position, mark, ended.signal);
    }
  } finally {
    for (const signal of ends) signal?.removeEventListener('abort', end);
    end();
  }
}

function look(reader: Pick<PageReader, 'pageAfter'>, news: Pick<LogSignal, 'mark'>, after: Position): Look {
  const mark = news.mark();
  return { mark, page: read(reader, after, mark.announcements) };
}

/** Undefined when the log was unavailable for a while. The caller asks again for as long as somebody listens. */
async function read(
  reader: Pick<PageReader, 'pageAfter'>,
  after: Position,
  news: number,
): Promise<LogPage | undefined> {
  try {
    return await reader.pageAfter(after, news);
  } catch (error) {
    if (error instanceof LogUnavailable) return undefined;
    throw error;
  }
}

/** The promise's result; undefined when `signal` is aborted first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const leave = () => resolve(undefined);
    signal.addEventListener('abort', leave);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
