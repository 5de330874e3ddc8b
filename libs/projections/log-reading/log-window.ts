import type { Position, RecordedEvent } from '#libs/event-log';
import type { Recorded } from '#libs/event-sourcing';

/** An event as the reader holds it: read once, decoded at most once, shared by all who follow the log. */
export interface LogEntry {
  readonly event: RecordedEvent;
  /** Set by whoever first wanted it decoded; an error where it could not be read. */
  recorded: Recorded | Error | undefined;
}

export interface WindowLimits {
  readonly events: number;
  /** Of data and metadata, in characters. */
  readonly size: number;
}

/** As many events as are dropped at a time. */
export const CHUNK = 256;

interface Chunk {
  /** Of the event before its first one. */
  readonly after: Position;
  readonly entries: LogEntry[];
  size: number;
}

/**
 * The part of the log that is in memory: events without a gap, in order, the oldest dropped a chunk at a time. Events
 * are counted from the window's first, and the count of an event never changes.
 */
export class LogWindow {
  private readonly chunks: Chunk[] = [];
  private dropped = 0;
  private size = 0;
  private readonly watchers = new Set<() => void>();
  private telling = false;
  private last: Position;
  /** Nothing will be added any more. */
  ended = false;

  constructor(
    after: Position,
    private readonly limits: WindowLimits,
  ) {
    this.last = after;
  }

  /** The count of the oldest event that is still here. */
  get first(): number {
    return this.dropped * CHUNK;
  }

  /** The count of the event that comes next. */
  get end(): number {
    const full = this.dropped + Math.max(0, this.chunks.length - 1);
    return full * CHUNK + (this.chunks.at(-1)?.entries.length ?? 0);
  }

  /** Of the newest event, or where the window began. */
  get endPosition(): Position {
    return this.last;
  }

  get full(): boolean {
    return this.chunks.length > 1 && (this.end - this.first >= this.limits.events || this.size >= this.limits.size);
  }

  add(event: RecordedEvent): void {
    let chunk = this.chunks.at(-1);
    if (!chunk || chunk.entries.length === CHUNK) {
      chunk = { after: this.last, entries: [], size: 0 };
      this.chunks.push(chunk);
    }
    const size = event.data.length + event.metadata.length;
    chunk.entries.push({ event, recorded: undefined });
    chunk.size += size;
    this.size += size;
    this.last = event.position;
    this.tellSoon();
  }

  dropOldest(): void {
    const chunk = this.chunks.shift();
    if (!chunk) return;
    this.dropped += 1;
    this.size -= chunk.size;
  }

  /** The count of the first event after a position; undefined when that is not to be told from what is here. */
  locate(position: Position): number | undefined {
    if (position === this.last) return this.end;
    const [oldest] = this.chunks;
    if (!oldest || position < oldest.after || position > this.last) return undefined;
    const at = lastIndexWhere(this.chunks, ({ after }) => after <= position);
    const { entries } = this.chunks[at] as Chunk;
    const passed = lastIndexWhere(entries, ({ event }) => event.position <= position) + 1;
    return (this.dropped + at) * CHUNK + passed;
  }

  /** Up to `max` events from a count on. The count must not be older than `first`. */
  slice(from: number, max: number): LogEntry[] {
    const entries: LogEntry[] = [];
    let chunk = Math.floor(from / CHUNK) - this.dropped;
    let at = from % CHUNK;
    for (; chunk < this.chunks.length && entries.length < max; chunk++, at = 0) {
      const source = (this.chunks[chunk] as Chunk).entries;
      const to = Math.min(source.length, at + max - entries.length);
      for (; at < to; at++) entries.push(source[at] as LogEntry);
    }
    return entries;
  }

  finish(): void {
    this.ended = true;
    this.tell();
  }

  /** Calls `watcher` after events were added and at the end, until the function answered is called. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** When all that comes in one page is here: who was told of the first event would make a batch of it alone. */
  private tellSoon(): void {
    if (this.telling || this.watchers.size === 0) return;
    this.telling = true;
    setImmediate(() => {
      this.telling = false;
      this.tell();
    });
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher();
  }
}

/** Of a list whose elements first satisfy the condition and then do not: the index of the last that does, or -1. */
function lastIndexWhere<T>(list: readonly T[], holds: (element: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(list[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
