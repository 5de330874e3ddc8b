import type {
  AppendResult,
  EventLog,
  NewEvent,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedBy,
  RecordedEvent,
  Revision,
  StreamName,
  SubscribeOptions,
  SubscriptionMessage,
} from '#libs/event-log';
import { LogUnavailable } from '../event-log/event-log';
import { START, positionOf } from '../event-log/position';

export interface MemoryEventLogOptions {
  /** Awaited before each operation takes effect, and again before its answer, so that a test can order races. */
  readonly pause?: (what: string) => Promise<unknown>;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

/**
 * An event log in memory, for tests of code above one: exact revisions, the same answer to a repeated append, and
 * faults on demand. The stores themselves are held to the conformance suite, not to this.
 */
export class MemoryEventLog implements EventLog {
  readonly isDense = true;
  readonly events: RecordedEvent[] = [];
  /** The number of events that reads of streams have yielded. */
  eventsRead = 0;
  private readonly streams = new Map<StreamName, RecordedEvent[]>();
  private readonly faults: ('unreachable' | 'answer lost')[] = [];
  private readonly waiting = new Set<() => void>();
  private generation = 0;

  constructor(private readonly options: MemoryEventLogOptions = {}) {}

  /** The next append fails with `LogUnavailable`: before it is done, or after. */
  failNextAppend(how: 'unreachable' | 'answer lost'): void {
    this.faults.push(how);
  }

  /** As a log that is put back to an older copy: its last events are gone, and subscribers are connected anew. */
  lose(count: number): void {
    for (const { stream } of this.events.splice(-count)) this.streams.get(stream)?.pop();
    this.generation++;
  }

  async append(
    stream: StreamName,
    events: readonly NewEvent[],
    { expected }: { readonly expected: Revision },
  ): Promise<AppendResult> {
    const fault = this.faults.shift();
    await this.options.pause?.(`append ${stream}`);
    if (fault === 'unreachable') throw new LogUnavailable('unreachable, as the test asked');
    const result = this.take(stream, events, expected);
    await this.options.pause?.(`appended ${stream}`);
    if (fault === 'answer lost') throw new LogUnavailable('the answer was lost, as the test asked');
    return result;
  }

  async *readStream(stream: StreamName, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    await this.options.pause?.(`read ${stream}`);
    const { direction = 'forwards', limit = Number.POSITIVE_INFINITY } = options;
    const all = this.streams.get(stream) ?? [];
    const found =
      direction === 'forwards'
        ? all.slice(options.from ?? 0)
        : all.slice(0, (options.from ?? all.length) + 1).reverse();
    await this.options.pause?.(`has read ${stream}`);
    for (const event of found.slice(0, limit)) {
      this.eventsRead++;
      yield event;
    }
  }

  async *readAll({
    after = START,
    limit = Number.POSITIVE_INFINITY,
  }: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    yield* this.events.filter(({ position }) => position > after).slice(0, limit);
  }

  async *readPages(options: ReadAllOptions = {}): AsyncIterable<readonly RecordedEvent[]> {
    for await (const event of this.readAll(options)) yield [event];
  }

  async *subscribe({ after = START, signal }: SubscribeOptions = {}): AsyncIterable<SubscriptionMessage> {
    let position = after;
    let { generation } = this;
    for (;;) {
      if (signal?.aborted) return;
      const more = new Promise<void>((resolve) => {
        const wake = () => {
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        this.waiting.add(wake);
        signal?.addEventListener('abort', wake);
      });
      for (const event of this.events.filter((each) => each.position > position)) {
        if (signal?.aborted) return;
        if (generation !== this.generation) yield { kind: 'reconnected', position };
        generation = this.generation;
        yield { kind: 'event', event };
        position = event.position;
      }
      yield { kind: 'caughtUp', position };
      await more;
    }
  }

  async idAt(position: Position): Promise<string | undefined> {
    return this.events.find((event) => event.position === position)?.id;
  }

  async head(): Promise<Position> {
    return this.events.at(-1)?.position ?? START;
  }

  async recordedBy(): Promise<RecordedBy> {
    const last = this.events.at(-1);
    const before = new Date((this.options.clock ?? Date.now)() - 1).toISOString();
    const at = last && last.recordedAt > before ? last.recordedAt : before;
    return { position: last?.position ?? START, at };
  }

  async epoch(): Promise<number> {
    return 1;
  }

  async close(): Promise<void> {
    for (const wake of this.waiting) wake();
  }

  private take(stream: StreamName, events: readonly NewEvent[], expected: Revision): AppendResult {
    const recorded = this.streams.get(stream) ?? [];
    const from = expected === 'none' ? 0 : expected + 1;
    const there = recorded.slice(from, from + events.length);
    const last = there.at(-1);
    if (last && there.length === events.length && there.every(({ id }, index) => id === events[index]?.id)) {
      return { outcome: 'appended', revision: last.revision, position: last.position };
    }
    const actual = recorded.length === 0 ? 'none' : recorded.length - 1;
    if (actual !== expected) return { outcome: 'conflict', actual };
    const ids = new Set(this.events.map(({ id }) => id));
    if (events.some(({ id }) => ids.has(id))) throw new Error('an id is in the log already, elsewhere');
    const recordedAt = new Date((this.options.clock ?? Date.now)()).toISOString();
    for (const event of events) {
      const position = positionOf(1, this.events.length + 1);
      const { id, type, data, metadata } = event;
      const stored = { id, type, data, metadata, stream, revision: recorded.length, position, recordedAt };
      recorded.push(stored);
      this.events.push(stored);
    }
    this.streams.set(stream, recorded);
    for (const wake of this.waiting) wake();
    this.waiting.clear();
    return { outcome: 'appended', revision: recorded.length - 1, position: positionOf(1, this.events.length) };
  }
}
