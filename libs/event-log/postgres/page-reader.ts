import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'pg';
import {
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedBy,
  type RecordedEvent,
  LogUnavailable,
} from '../event-log';
import type { LogFault } from '../log-fault';
import { type Position, START, epochOf, placeOf, positionOf } from '../position';
import type { StreamName } from '../stream-name';
import type { TimeLimits } from '../time-limits';
import {
  READ_EPOCH,
  READ_HEAD,
  READ_ID,
  READ_LOG,
  READ_RECORDED_BY,
  READ_STREAM_BACKWARDS,
  eventsOfRows,
  isLastPage,
  positionOfRow,
} from './event-table';
import { asError, isPassing } from './faults';
import { type Statement, type TextRow, rowsOf } from './log-connection';
import { MeasuredClient, type MeasuredConfig } from './measured-client';
import { PAGE_BYTES, PAGE_EVENTS, type EventPage, eventsFrom, pagesFrom } from './pages';
import { StreamTails } from './stream-tails';

const LAST_REVISION = 2 ** 31 - 1;
const LAST_PLACE = 2n ** 63n - 1n;
const LAST_POSITION = positionOf(9_999, LAST_PLACE);
const RETRY_MS = 200;
const IDLE_MS = 60_000;
const MOST_LOOKS = 5;

export interface PageReaderOptions {
  readonly connection: MeasuredConfig;
  readonly poolSize: number;
  readonly limits: TimeLimits;
  readonly onFault: (fault: LogFault) => void;
}

/** The events after a position, up to `through`: the position of the last row, also of one that is not ours. */
export interface LogPage {
  readonly events: readonly RecordedEvent[];
  readonly through: Position;
  /** No event came after it. */
  readonly complete: boolean;
}

/** Reads the log page by page along its indexes. No statement and no transaction stays open. */
export class PageReader {
  private readonly pool: Pool;
  private readonly tails: StreamTails;
  private readonly underway = new Map<Position, { readonly news: number; readonly page: Promise<LogPage> }>();
  private closed = false;

  constructor(private readonly options: PageReaderOptions) {
    const { connection, poolSize, onFault } = options;
    this.pool = new Pool({ ...connection, Client: MeasuredClient, max: poolSize, idleTimeoutMillis: IDLE_MS });
    connection.budget?.add(this.pool);
    this.pool.on('error', (error) => onFault({ operation: 'read', attempt: 1, error }));
    this.tails = new StreamTails((statement) => this.query(statement));
  }

  async *readAll(options: ReadAllOptions): AsyncGenerator<RecordedEvent, void, undefined> {
    for await (const events of this.readPages(options)) for (const event of events) yield event;
  }

  readPages({ after = START, limit = Infinity }: ReadAllOptions): AsyncIterable<readonly RecordedEvent[]> {
    const most = Math.min(limit, PAGE_EVENTS);
    let head: Promise<Position> | undefined;
    return pagesFrom(after, limit, async (from) => {
      const until = await (head ??= this.head());
      if (from >= until) return { events: [], next: undefined };
      const { events, through, complete } = await this.page(from, until, most);
      return { events, next: complete ? undefined : through };
    });
  }

  readStream(stream: StreamName, options: ReadStreamOptions): AsyncIterable<RecordedEvent> {
    const { direction = 'forwards', limit = Infinity } = options;
    if (direction === 'forwards') {
      const from = Math.min(options.from ?? 0, LAST_REVISION);
      return eventsFrom(from, limit, (first) => this.tails.read(stream, first, limit));
    }
    const from = Math.min(options.from ?? LAST_REVISION, LAST_REVISION);
    return eventsFrom(from, limit, (last) => this.pageBackwards(stream, last, limit));
  }

  /**
   * The page after a position. Concurrent callers share one query, if it was started with as much `news`: an earlier
   * query does not see what was announced since.
   */
  pageAfter(after: Position, news: number): Promise<LogPage> {
    const shared = this.underway.get(after);
    if (shared && shared.news >= news) return shared.page;
    const page = this.page(after, LAST_POSITION, PAGE_EVENTS).finally(() => {
      if (this.underway.get(after)?.page === page) this.underway.delete(after);
    });
    this.underway.set(after, { news, page });
    return page;
  }

  async head(): Promise<Position> {
    const [row] = await this.query(READ_HEAD);
    return row === undefined ? START : positionOfRow(row);
  }

  /** An event of the present millisecond may get another one beside it, so that millisecond is waited for. */
  async recordedBy(): Promise<RecordedBy> {
    for (let look = 1; ; look++) {
      const [row = []] = await this.query(READ_RECORDED_BY);
      const [lastAt, clockAt] = [Number(row[2]), Number(row[3])];
      // A clock that was put back stands still for the log until it has caught up.
      if (lastAt < clockAt || look === MOST_LOOKS) {
        const at = new Date(Math.max(lastAt, clockAt - 1)).toISOString();
        return { position: Number(row[1]) === 0 ? START : positionOfRow(row), at };
      }
      await delay(1);
    }
  }

  async idAt(position: Position): Promise<string | undefined> {
    const [row] = await this.query({ ...READ_ID, values: keyOf(position) });
    return row?.[0] ?? undefined;
  }

  async epoch(): Promise<number> {
    const [row] = await this.query(READ_EPOCH);
    return Number(row?.[0]);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.pool.end();
  }

  private async page(after: Position, until: Position, most: number): Promise<LogPage> {
    const bounds = [after, until].flatMap(keyOf);
    const rows = await this.query({ ...READ_LOG, values: [...bounds, most, PAGE_BYTES] });
    const last = rows.at(-1);
    return {
      events: eventsOfRows(rows),
      through: last === undefined ? after : positionOfRow(last),
      complete: isLastPage(rows, most, PAGE_BYTES),
    };
  }

  private async pageBackwards(stream: StreamName, last: number, limit: number): Promise<EventPage<number>> {
    const most = Math.min(limit, PAGE_EVENTS);
    const rows = await this.query({ ...READ_STREAM_BACKWARDS, values: [stream, last, most, PAGE_BYTES] });
    const next = Number(rows.at(-1)?.[3]) - 1;
    return { events: eventsOfRows(rows), next: next >= 0 && !isLastPage(rows, most, PAGE_BYTES) ? next : undefined };
  }

  /** Repeats a query after a passing fault, until the log counts as unavailable. */
  private async query(statement: Statement): Promise<TextRow[]> {
    const { limits, onFault } = this.options;
    const until = performance.now() + limits.giveUpAfterMs;
    for (let attempt = 1; ; attempt++) {
      if (this.closed) throw new LogUnavailable('the event log is closed');
      try {
        return await rowsOf(this.pool, statement);
      } catch (error) {
        if (!isPassing(error)) throw error;
        if (performance.now() >= until) throw new LogUnavailable('the event log cannot be read', { cause: error });
        onFault({ operation: 'read', attempt, error: asError(error) });
        await delay(RETRY_MS);
      }
    }
  }
}

/** A position's epoch and number. A token from outside may hold a number that the column cannot. */
function keyOf(position: Position): [number, bigint] {
  const place = placeOf(position);
  return [epochOf(position), place < LAST_PLACE ? place : LAST_PLACE];
}
