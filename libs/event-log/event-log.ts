import type { Position } from './position';
import type { StreamName } from './stream-name';

/**
 * The largest event: data and metadata in UTF-8 bytes, and two bytes for each character of its type. EventStoreDB
 * counts so, and this is its default limit. A larger event is refused with `EventTooLarge`.
 */
export const MAX_EVENT_BYTES = 1_048_576;

/** The largest append, all its events together: EventStoreDB limits the whole append (`AppendTooLarge`). */
export const MAX_APPEND_BYTES = 1_048_576;

/** The largest number of events in one append. */
export const MAX_APPEND_EVENTS = 1_000;

/**
 * An event on its way into the log. `id` is a UUID and the event's identity: the same append repeated carries the same
 * ids. `data` and `metadata` are canonical JSON (RFC 8785) text of one object each, stored byte for byte.
 */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/** An event as the log holds it. `recordedAt` is UTC with three decimals and never falls as positions rise. */
export interface RecordedEvent extends NewEvent {
  readonly stream: StreamName;
  /** 0 for a stream's first event, then dense. */
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: string;
}

/**
 * A position of the log with a time of recording (ISO 8601 UTC) that fits it: an event with this time or an earlier one has
 * this position or an earlier one, and every event that is appended later gets a later time.
 */
export interface RecordedBy {
  readonly position: Position;
  readonly at: string;
}

/** The revision of a stream's last event, or `none` for a stream that has none. */
export type Revision = number | 'none';

export type AppendResult =
  | {
      readonly outcome: 'appended';
      /** Of the last event of this append, also when it is the answer to a repetition. */
      readonly revision: number;
      readonly position: Position;
    }
  | { readonly outcome: 'conflict'; readonly actual: Revision };

export interface ReadStreamOptions {
  /**
   * The first revision to read; when backwards, reading starts there. Default: the first, or the last when backwards.
   */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Exclusive. Default: the start. */
  readonly after?: Position;
  readonly limit?: number;
}

export interface SubscribeOptions {
  /** Exclusive. Default: the start. */
  readonly after?: Position;
  /** Ends the iteration; the iterable then returns, it does not throw. */
  readonly signal?: AbortSignal;
}

/**
 * A message of a subscription. `caughtUp` comes each time everything that was in the log has been yielded: once after
 * the history, and again after each reconnection. `reconnected` comes before the first event that was read after a
 * connection to the log had failed, and where the log cannot be read on from the last event: the log may be an older copy
 * since, and lack what was yielded before. The `position` is that of the last event read, or where the subscription began.
 */
export type SubscriptionMessage =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  | { readonly kind: 'reconnected'; readonly position: Position }
  | { readonly kind: 'caughtUp'; readonly position: Position };

/**
 * The append-only log of the whole platform. Two stores implement it, with one conformance suite: `postgres/` and
 * `eventstoredb/`. Events whose metadata is not ours (no `tenantId` and `commandId`) are skipped by every read.
 */
export interface EventLog {
  /** Whether the positions of an epoch follow each other without holes, so that their distance counts events. */
  readonly isDense: boolean;

  /**
   * Appends all events to one stream, or none. `expected` is the revision the stream must be at. The same ids repeated
   * at the same `expected` get the same answer, at any later moment and from any process. A mismatch is an answer, not
   * an error. Infrastructure faults are retried until `LogUnavailable` is thrown: the outcome is then unknown, and the
   * caller may repeat the very same append.
   *
   * @throws EventTooLarge | AppendTooLarge | InvalidEvent before anything is sent; LogUnavailable
   */
  append(
    stream: StreamName,
    events: readonly NewEvent[],
    options: { readonly expected: Revision },
  ): Promise<AppendResult>;

  /** Yields nothing for a stream that does not exist. */
  readStream(stream: StreamName, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;

  /** Every event up to the head found at the start, in order of position. */
  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;

  /** The same, page by page: for readers of so many events that awaiting each one would cost more than using it. */
  readPages(options?: ReadAllOptions): AsyncIterable<readonly RecordedEvent[]>;

  /**
   * Every event, then new ones, without a gap and each once, in order of position. Reconnects by itself. The consumer
   * sets the pace: a slow one loses nothing.
   */
  subscribe(options?: SubscribeOptions): AsyncIterable<SubscriptionMessage>;

  /** The position of the last event; `START` when there is none. */
  head(): Promise<Position>;

  /** The head, with a time of recording that is as late as the log can vouch for. */
  recordedBy(): Promise<RecordedBy>;

  /** The id of the event of ours that stands at a position; undefined where there is none. */
  idAt(position: Position): Promise<string | undefined>;

  /** The epoch that new positions carry, at least 1. */
  epoch(): Promise<number>;

  /** Ends subscriptions, finishes appends under way, and lets the process exit. */
  close(): Promise<void>;
}

/** The log could not be reached within the bounded retries. The outcome of an append is unknown. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
}

/** An event is larger than `MAX_EVENT_BYTES`. */
export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge';
  constructor(
    readonly eventType: string,
    readonly bytes: number,
  ) {
    super(`event ${eventType} has ${bytes} bytes; the log takes at most ${MAX_EVENT_BYTES}`);
  }
}

/** The events of one append are together larger than `MAX_APPEND_BYTES`. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';
  constructor(
    readonly events: number,
    readonly bytes: number,
  ) {
    super(`an append of ${events} events has ${bytes} bytes; the log takes at most ${MAX_APPEND_BYTES}`);
  }
}

/** An append that no store can take: an id that is not a UUID, no events or too many, text that is not well-formed. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}
