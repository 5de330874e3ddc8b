import { RequestBatches } from '../request-batches';
import type { StreamName } from '../stream-name';
import { integerArray, textArray } from './binary-arrays';
import { READ_STREAMS, eventsOfRows, isLastPage } from './event-table';
import { PAGE_BYTES, PAGE_EVENTS, type EventPage } from './pages';
import type { Statement, TextRow } from './log-connection';

/** The first page of a stream: most reads are of the few events after a folded state. */
const FIRST_PAGE_EVENTS = 256;
const MAX_STREAMS = 256;
const MAX_QUERIES = 2;
const MIN_BYTES = 65_536;

interface Request {
  readonly stream: StreamName;
  readonly first: number;
  readonly most: number;
}

/**
 * Reads streams forwards, many with one query. A command reads two or three streams at once, and commands run side by
 * side.
 */
export class StreamTails {
  private readonly batches: RequestBatches<Request, EventPage<number>>;

  constructor(query: (statement: Statement) => Promise<TextRow[]>) {
    this.batches = new RequestBatches({
      answer: (requests) => readTogether(query, requests),
      keyOf: ({ stream, first, most }) => `${first} ${most} ${stream}`,
      most: MAX_STREAMS,
      atOnce: MAX_QUERIES,
    });
  }

  /** The events from revision `first`; `next` is the revision to go on from. */
  read(stream: StreamName, first: number, limit: number): Promise<EventPage<number>> {
    return this.batches.ask({ stream, first, most: Math.min(limit, first === 0 ? FIRST_PAGE_EVENTS : PAGE_EVENTS) });
  }
}

async function readTogether(
  query: (statement: Statement) => Promise<TextRow[]>,
  requests: readonly Request[],
): Promise<readonly EventPage<number>[]> {
  const maxBytes = Math.max(MIN_BYTES, Math.floor(PAGE_BYTES / requests.length));
  const rows = await query({ ...READ_STREAMS, values: parameters(requests, maxBytes) });
  let from = 0;
  return requests.map((request, index) => {
    let to = from;
    while (to < rows.length && Number(rows[to]?.[9]) === index + 1) to++;
    const page = pageOf(rows.slice(from, to), request, maxBytes);
    from = to;
    return page;
  });
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
