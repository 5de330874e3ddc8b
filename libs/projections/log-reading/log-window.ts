import { type Position, type RecordedEvent, epochOf } from '#libs/event-log';
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

/** An event of the log by where it stands and which it is; the id may not be known. */
export interface LogPlace {
  readonly position: Position;
  readonly id: string | null;
}

/** The types of events that someone follows the log for; undefined for all. */
export type Interest = ReadonlySet<string> | undefined;

/** Of interest to everyone: the event that comes after it is of another epoch than the one before. */
const NEW_EPOCH = '';

/** As many events as are dropped at a time. */
export const CHUNK = 256;

interface Chunk {
  /** The event before its first one. */
  readonly after: LogPlace;
  readonly entries: LogEntry[];
  /** The index of the last event of each type. */
  readonly types: Map<string, number>;
  size: number;
}

type Watcher = () => void;

/**
 * The part of the log that is in memory: events without a gap, in order, the oldest dropped a chunk at a time. Events
 * are counted from the window's first, and the count of an event never changes. It knows which types have come since any
 * count: a follower is woken for those that it declares, and passes over the others without looking at them.
 */
export class LogWindow {
  private readonly chunks: Chunk[] = [];
  private dropped = 0;
  private size = 0;
  private readonly watchers = new Map<Watcher, Interest>();
  private readonly watchersOfType = new Map<string, Set<Watcher>>();
  private readonly watchersOfAll = new Set<Watcher>();
  /** Types of what was added since the watchers were told. */
  private readonly untold = new Set<string>();
  /** The count of the newest event of each type, and of the newest that was dropped. */
  private readonly newest = new Map<string, number>();
  private readonly dropping = new Map<string, number>();
  private telling = false;
  private last: LogPlace;
  /** Nothing will be added any more. */
  ended = false;

  constructor(
    after: Position,
    private readonly limits: WindowLimits,
    id: string | null = null,
  ) {
    this.last = { position: after, id };
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
    return this.last.position;
  }

  get full(): boolean {
    return this.chunks.length > 1 && (this.end - this.first >= this.limits.events || this.size >= this.limits.size);
  }

  add(event: RecordedEvent): void {
    let chunk = this.chunks.at(-1);
    if (!chunk || chunk.entries.length === CHUNK) {
      chunk = { after: this.last, entries: [], types: new Map(), size: 0 };
      this.chunks.push(chunk);
    }
    const size = event.data.length + event.metadata.length;
    this.note(chunk, event.type);
    if (epochOf(event.position) !== epochOf(this.last.position)) this.note(chunk, NEW_EPOCH);
    chunk.entries.push({ event, recorded: undefined });
    chunk.size += size;
    this.size += size;
    this.last = event;
    this.tellSoon();
  }

  /** Of the event that is about to be added. */
  private note(chunk: Chunk, type: string): void {
    chunk.types.set(type, chunk.entries.length);
    this.newest.set(type, this.end);
    this.untold.add(type);
  }

  /** The next reader of each event decodes it anew. */
  forgetDecoded(): void {
    for (const { entries } of this.chunks) for (const entry of entries) entry.recorded = undefined;
  }

  dropOldest(): void {
    const chunk = this.chunks.shift();
    if (!chunk) return;
    for (const [type, index] of chunk.types) this.dropping.set(type, this.first + index);
    this.dropped += 1;
    this.size -= chunk.size;
  }

  /** The count of the first event after a position; undefined when that is not to be told from what is here. */
  locate(position: Position): number | undefined {
    if (position === this.last.position) return this.end;
    const [oldest] = this.chunks;
    if (!oldest || position < oldest.after.position || position > this.last.position) return undefined;
    const at = lastIndexWhere(this.chunks, ({ after }) => after.position <= position);
    const { entries } = this.chunks[at] as Chunk;
    const passed = lastIndexWhere(entries, ({ event }) => event.position <= position) + 1;
    return (this.dropped + at) * CHUNK + passed;
  }

  /** Nothing of interest has come from a count on, whether it is still here or not. */
  isQuietSince(from: number, interest: Interest): boolean {
    return interest ? !hasSince(this.newest, from, interest) : from === this.end;
  }

  /** The count up to which there is nothing of interest from another on; undefined where some of it has been dropped. */
  skip(from: number, interest: Interest): number | undefined {
    if (interest && this.isQuietSince(from, interest)) return this.end;
    if (from < this.first && (!interest || hasSince(this.dropping, from, interest))) return undefined;
    if (!interest) return from;
    const here = Math.max(from, this.first);
    const found = this.chunks.findIndex(({ types }, index) => {
      return hasSince(types, here - (this.dropped + index) * CHUNK, interest);
    });
    return found === -1 ? this.end : Math.max(here, (this.dropped + found) * CHUNK);
  }

  /** The newest event, or where the window began. */
  get endPlace(): LogPlace {
    return this.last;
  }

  /** The event before a count, which must not be older than `first`. */
  placeBefore(count: number): LogPlace {
    if (count === this.end) return this.last;
    const { after, entries } = this.chunks[Math.floor(count / CHUNK) - this.dropped] as Chunk;
    return entries[(count % CHUNK) - 1]?.event ?? after;
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

  /** Calls `watcher` after events of interest were added and at the end, until the function answered is called. */
  watch(watcher: Watcher, interest: Interest): () => void {
    this.watchers.set(watcher, interest);
    if (!interest) this.watchersOfAll.add(watcher);
    for (const type of interest ?? []) {
      const others = this.watchersOfType.get(type);
      if (others) others.add(watcher);
      else this.watchersOfType.set(type, new Set([watcher]));
    }
    return () => this.unwatch(watcher);
  }

  private unwatch(watcher: Watcher): void {
    for (const type of this.watchers.get(watcher) ?? []) this.watchersOfType.get(type)?.delete(watcher);
    this.watchersOfAll.delete(watcher);
    this.watchers.delete(watcher);
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
    const isForAll = this.ended || this.untold.has(NEW_EPOCH);
    const told = new Set(isForAll ? this.watchers.keys() : this.watchersOfAll);
    for (const type of this.untold) for (const watcher of this.watchersOfType.get(type) ?? []) told.add(watcher);
    this.untold.clear();
    for (const watcher of told) watcher();
  }
}

/** Whether one of the types, or a new epoch, has come at a count or after it. `last`: the count of the last of each. */
function hasSince(last: ReadonlyMap<string, number>, from: number, types: ReadonlySet<string>): boolean {
  if ((last.get(NEW_EPOCH) ?? -1) >= from) return true;
  for (const type of types) if ((last.get(type) ?? -1) >= from) return true;
  return false;
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
