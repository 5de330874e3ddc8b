import type { StreamName } from '../stream-name';
import { integerArray, textArray } from './binary-arrays';
import { READ_STREAMS, eventsOfRows, isLastPage } from './event-table';
import { PAGE_BYTES, PAGE_EVENTS, type EventPage } from './pages';
import type { Statement, TextRow } from './log-connection';

/** The first page of a stream: most reads are of the few events after a folded state. */
const FIRST_PAGE_EVENTS = 256;
const MAX_STREAMS = 256;
/** While so many queries are under way, further requests gather for the next one. */
const MAX_QUERIES = 2;
const MIN_BYTES = 65_536;

interface Request {
  readonly stream: StreamName;
  readonly first: number;
  readonly most: number;
  readonly resolve: (page: EventPage<number>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads streams forwards, many with one query: requests of one turn of the event loop, or made while earlier queries
 * are under way, go out together. A command reads two or three streams at once, and commands run side by side.
 */
export class StreamTails {
  private readonly waiting: Request[] = [];
  private queries = 0;
  private scheduled = false;

  constructor(private readonly query: (statement: Statement) => Promise<TextRow[]>) {}

  /** The events from revision `first`; `next` is the revision to go on from. */
  read(stream: StreamName, first: number, limit: number): Promise<EventPage<number>> {
    const most = Math.min(limit, first === 0 ? FIRST_PAGE_EVENTS : PAGE_EVENTS);
    return new Promise((resolve, reject) => {
      this.waiting.push({ stream, first, most, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.queries >= MAX_QUERIES || this.waiting.length === 0) return;
    this.scheduled = true;
    // After the continuations of all promises that are settled now: they may ask for more.
    process.nextTick(() => {
      this.scheduled = false;
      void this.readTogether(this.waiting.splice(0, MAX_STREAMS));
    });
  }

  private async readTogether(requests: readonly Request[]): Promise<void> {
    this.queries++;
    this.schedule();
    const maxBytes = Math.max(MIN_BYTES, Math.floor(PAGE_BYTES / requests.length));
    try {
      const rows = await this.query({ ...READ_STREAMS, values: parameters(requests, maxBytes) });
      let from = 0;
      requests.forEach((request, index) => {
        let to = from;
        while (to < rows.length && Number(rows[to]?.[9]) === index + 1) to++;
        request.resolve(pageOf(rows.slice(from, to), request, maxBytes));
        from = to;
      });
    } catch (error) {
      for (const request of requests) request.reject(error);
    } finally {
      this.queries--;
      this.schedule();
    }
  }
}

function parameters(requests: readonly Request[], maxBytes: number): (Buffer | number)[] {
  return [
    textArray(requests.map(({ stream }) => stream)),
    integerArray(requests.map(({ first }) => first)),
    integerArray(requests.map(({ most }) => most)),
    maxBytes,
  ];
}

function pageOf(rows: readonly TextRow[], { most }: Request, maxBytes: number): EventPage<number> {
  const last = rows.at(-1);
  const complete = last === undefined || isLastPage(rows, most, maxBytes);
  return { events: eventsOfRows(rows), next: complete ? undefined : Number(last[3]) + 1 };
}
