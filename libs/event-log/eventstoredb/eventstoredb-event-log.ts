import { checkAppend, checkExpected } from '../append-checks';
import {
  type AppendResult,
  type EventLog,
  LogUnavailable,
  type NewEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedBy,
  type RecordedEvent,
  type Revision,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '../event-log';
import { type Position, positionOf, START } from '../position';
import type { StreamName } from '../stream-name';
import { FailedInside } from './faults';
import type { NodeConnection } from './node-connection';
import type { EventStoreDbOptions } from './options';
import { allRequest, streamRequest } from './read-requests';
import { receivedOf } from './recorded-event';
import { placeIn, Server } from './server';

/** Events that are handed over at once. */
const PAGE_EVENTS = 256;

/** The server's clock may be behind by so much, and an append under way so long. */
const CLOCKS_DIFFER_MS = 1_000;

/** The log on EventStoreDB 23.10 or later. Opened by `openEventStoreDbEventLog`, which loads the client. */
export class EventStoreDbEventLog implements EventLog {
  readonly isDense = false;
  private readonly server: Server;
  private readonly appends = new Set<Promise<AppendResult>>();
  private readonly closing = new AbortController();
  /** The end of the log when it was last asked for, and the position of our last event then. */
  private tail = { end: START, head: START };

  /** @throws TypeError when `url` is not a connection string */
  constructor({ url, giveUpAfterMs = 10_000, silenceMs = 3_000, onFault = () => undefined }: EventStoreDbOptions) {
    this.server = new Server(url, { giveUpAfterMs, silenceMs }, onFault);
  }

  async append(
    stream: StreamName,
    events: readonly NewEvent[],
    { expected }: { readonly expected: Revision },
  ): Promise<AppendResult> {
    checkAppend(events);
    checkExpected(expected);
    this.checkOpen();
    const append = this.appendOnce(stream, events, expected);
    this.appends.add(append);
    try {
      return await append;
    } finally {
      this.appends.delete(append);
    }
  }

  async *readStream(
    stream: StreamName,
    { from, direction = 'forwards', limit = Infinity }: ReadStreamOptions = {},
  ): AsyncGenerator<RecordedEvent, void, undefined> {
    this.checkOpen();
    const step = direction === 'forwards' ? 1 : -1;
    let next = from;
    let left = limit;
    let asked = 0;
    const rest = () => streamRequest(stream, { from: next, direction, count: (asked = left) });
    // The server also counts events that are not ours, so one request may bring too few.
    while (left > 0 && (next === undefined || next >= 0)) {
      let received = 0;
      for await (const { revision, event } of this.server.read(rest)) {
        received += 1;
        next = revision + step;
        if (!event) continue;
        left -= 1;
        yield event;
      }
      if (received < asked) return;
    }
  }

  async *readAll({ after = START, limit = Infinity }: ReadAllOptions = {}): AsyncGenerator<
    RecordedEvent,
    void,
    undefined
  > {
    const head = await this.head();
    let last = after;
    let left = limit;
    if (last >= head || left <= 0) return;
    for await (const { position, event } of this.server.read((epoch) => allRequest('forwards', placeIn(epoch, last)))) {
      if (position <= last) continue;
      last = position;
      if (event) {
        left -= 1;
        yield event;
      }
      if (position >= head || left <= 0) return;
    }
  }

  async *readPages(options: ReadAllOptions = {}): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
    let page: RecordedEvent[] = [];
    for await (const event of this.readAll(options)) {
      if (page.push(event) < PAGE_EVENTS) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  subscribe({ after = START, signal }: SubscribeOptions = {}): AsyncIterable<SubscriptionMessage> {
    this.checkOpen();
    return this.server.follow(after, signal ? [this.closing.signal, signal] : [this.closing.signal]);
  }

  async head(): Promise<Position> {
    this.checkOpen();
    const { tail } = this;
    let end: Position | undefined;
    let head = tail.head;
    for await (const { position, event } of this.server.read(() => allRequest('backwards', undefined))) {
      end ??= position;
      if (event) head = position;
      // Others' events may be many; those seen before are not read again.
      if (event || position <= tail.end) break;
    }
    if (end !== undefined && end > this.tail.end) this.tail = { end, head };
    return head;
  }

  /** Events get their times from the server's clock, and its clock is not asked for. */
  async recordedBy(): Promise<RecordedBy> {
    const at = new Date(Date.now() - CLOCKS_DIFFER_MS).toISOString();
    const position = await this.head();
    if (position === START) return { position, at };
    for await (const { event } of this.server.read(() => allRequest('backwards', undefined))) {
      if (event && event.position <= position) return { position, at: event.recordedAt > at ? event.recordedAt : at };
    }
    return { position, at };
  }

  async idAt(wanted: Position): Promise<string | undefined> {
    // Reading from beyond the end answers nothing, for as long as the log has not grown.
    if (wanted > (await this.head())) return undefined;
    return this.server.ask('read', (connection) => idAt(connection, wanted));
  }

  async epoch(): Promise<number> {
    this.checkOpen();
    return this.server.ask('read', (connection) => connection.epoch());
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.appends);
    this.server.close();
  }

  private appendOnce(stream: StreamName, events: readonly NewEvent[], expected: Revision): Promise<AppendResult> {
    return this.server.ask('append', async (connection) => {
      const epoch = await connection.epoch();
      const answer = await connection.append(stream, events, expected);
      if (answer.outcome === 'conflict') return answer;
      return { outcome: 'appended', revision: answer.revision, position: positionOf(epoch, answer.place) };
    });
  }

  private checkOpen(): void {
    if (this.closing.signal.aborted) throw new LogUnavailable('the event log is closed');
  }
}

async function idAt(connection: NodeConnection, wanted: Position): Promise<string | undefined> {
  const epoch = await connection.epoch();
  try {
    for await (const response of connection.read(allRequest('forwards', placeIn(epoch, wanted)))) {
      const found = receivedOf(epoch, response);
      if (found) return found.position === wanted ? found.event?.id : undefined;
    }
  } catch (error) {
    if (!(error instanceof FailedInside)) throw error;
  }
  return undefined;
}
