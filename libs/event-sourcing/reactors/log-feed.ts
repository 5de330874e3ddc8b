import type { Position, RecordedEvent } from '#libs/event-log';

/**
 * A follower of the log: a projection, a reactor. `handle` gets new events in order of position, one call at a time,
 * and resolves when it may be given more; until then only this consumer waits.
 */
export interface LogConsumer {
  /** Unique in the process; for metrics and logs. */
  readonly name: string;
  /** The consumer's position, exclusive. */
  readonly after: Position;
  /** The event types that it gets. Default: every type. Others are skipped silently. */
  readonly types?: ReadonlySet<string>;
  /**
   * `batch` holds the wanted events in order; it may be empty. `through` is the position up to which everything has
   * been read, at or after the batch's last event: the consumer's checkpoint may move there once it is done. `eventId` is
   * that of the event there, where it is known. New events
   * that it does not want are told of once a minute at most. A rejection is a fault of the consumer: the feed ends its registration (`LogRegistration.done` rejects with it).
   */
  handle(batch: readonly RecordedEvent[], through: Position, eventId?: string | null): Promise<void>;
}

export interface LogRegistration {
  /** Everything up to here that the consumer wants is handled. */
  readonly position: Position;
  /** The id of the event at its position, where that is known. */
  readonly eventId: string | null;
  /** Begins no further call of `handle`; resolves when the one under way has ended. */
  close(): Promise<void>;
  /** Resolves after `close`; rejects when the consumer failed or the feed did. */
  readonly done: Promise<void>;
}

/** The one reader of the log in a process, shared by every consumer. A consumer that starts behind is caught up. */
export interface LogFeed {
  register(consumer: LogConsumer): LogRegistration;
}
