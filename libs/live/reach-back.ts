import { type EventLog, type Position, type RecordedEvent, START, placeOf } from '#libs/event-log';
import { type Journal, bytesOf } from './journal';
import type { LiveItem } from './live-item';
import type { LiveLimits } from './live-limits';

export interface ReachBackOptions {
  readonly log: Pick<EventLog, 'readPages' | 'isDense'>;
  readonly journal: Journal;
  readonly itemOf: (event: RecordedEvent) => LiveItem | undefined;
  readonly limits: Pick<LiveLimits, 'resumeEvents' | 'sessionResumeEvents'>;
}

/**
 * Reads from the log what a client lacks that resumes before the journal begins, for as long as the log is followed. One
 * read is bounded in events and by the journal's free bytes, and all of them together in events: beyond that clients are
 * reset, which costs nothing here. Where positions are dense, a position that is too far back is refused unread.
 */
export class ReachBack {
  private reading: Promise<unknown> = Promise.resolve();
  private tooFarBack = START;
  private left: number;

  constructor(private readonly options: ReachBackOptions) {
    this.left = options.limits.sessionResumeEvents;
  }

  /** Whether the journal has every change of the tenant after the position; reads a small gap from the log. */
  async covers(tenantId: string, position: Position): Promise<boolean> {
    const { journal } = this.options;
    if (this.isReadable(position)) {
      // One after the other: one read serves all clients that come back after the same cut.
      const reading = this.reading.then(() => (this.isReadable(position) ? this.readFrom(position) : undefined));
      this.reading = reading.catch(() => undefined);
      await reading;
    }
    return journal.covers(tenantId, position);
  }

  private isReadable(position: Position): boolean {
    const { journal, log } = this.options;
    if (position >= journal.begin || position <= this.tooFarBack) return false;
    return !log.isDense || placeOf(journal.begin) - placeOf(position) <= BigInt(this.limit);
  }

  private get limit(): number {
    return Math.min(this.options.limits.resumeEvents, this.left);
  }

  private async readFrom(position: Position): Promise<void> {
    const { journal } = this.options;
    const items = await this.between(position, journal.begin);
    if (!items || !journal.prepend(items, position)) this.tooFarBack = position;
  }

  /** Undefined if the gap is too large. */
  private async between(after: Position, through: Position): Promise<readonly LiveItem[] | undefined> {
    const { log, itemOf, journal } = this.options;
    const items: LiveItem[] = [];
    const { limit } = this;
    let [events, bytes] = [0, 0];
    try {
      for await (const page of log.readPages({ after, limit: limit + 1 })) {
        for (const event of page) {
          if (event.position > through) return items;
          if (++events > limit) return undefined;
          const item = itemOf(event);
          if (!item) continue;
          bytes += bytesOf(item);
          if (bytes > journal.freeBytes) return undefined;
          items.push(item);
        }
      }
      return items;
    } finally {
      this.left = Math.max(0, this.left - events);
    }
  }
}
