import type { Pool } from 'pg';
import type { Position } from '#libs/event-log';
import type { EntityClass } from '#libs/read-models';
import { BatchFold, type KeyedEvent } from './fold';
import type { Projection } from '../declare/projection';
import type { Progress } from './slot-record';
import type { SlotWriter } from './slot-writer';
import type { TableStore } from '../storage/table-store';

export interface FillOptions {
  readonly projection: Projection;
  readonly stores: ReadonlyMap<EntityClass, TableStore>;
  readonly pool: Pick<Pool, 'query'>;
  readonly limits: FillLimits;
  readonly writer: Pick<SlotWriter, 'writeFolded'>;
  /** Rows and checkpoint are written. */
  readonly onWritten: (progress: Progress) => void;
  /** The write failed; `settled` throws the reason. */
  readonly onFailed: () => void;
}

/** The progress of a fold: a position, the event there, and the number of events of the log up to it. */
export interface Reached {
  readonly position: Position;
  readonly eventId: string | null;
  readonly events: number;
}

/** A batch is written when it has so many rows, or after so many events. */
export interface FillLimits {
  readonly rows: number;
  readonly events: number;
}

export const FILL: FillLimits = { rows: 16_384, events: 32_768 };

/**
 * Folds history into a slot that is being filled. Slices of events are folded into the rows of one large batch, so that
 * a row that many events touch is written once. The next batch is folded while Postgres writes the one before. Events
 * that do not fold or fit are left to the ordinary way, which names or parks them.
 */
export class Fill {
  private batch: BatchFold | undefined;
  /** The batch before, which may not be in the tables yet. */
  private earlier: BatchFold | undefined;
  private writing: Promise<void> = Promise.resolve();
  private fault: Error | undefined;
  private events = 0;
  private until: Reached | undefined;

  constructor(private readonly options: FillOptions) {}

  /** How far it has folded; undefined when all of that is written. */
  get reached(): Reached | undefined {
    return this.until;
  }

  /** It has folded something, or knows rows of the batch before. It must end before others write to them. */
  get open(): boolean {
    return this.until !== undefined || this.earlier !== undefined;
  }

  get full(): boolean {
    const { rows, events } = this.options.limits;
    return (this.batch?.size ?? 0) >= rows || this.events >= events;
  }

  get failed(): boolean {
    return this.fault !== undefined;
  }

  /** False when an event cannot be folded: then the caller must discard what is not written. */
  async fold(events: readonly KeyedEvent[], from: Reached, to: Reached): Promise<boolean> {
    const { projection, stores, pool } = this.options;
    this.batch ??= new BatchFold(projection, stores, (store, keys) => store.load(pool, keys), {
      copies: true,
      ...(this.earlier && { earlier: this.earlier }),
    });
    await this.batch.fold(events);
    this.events += to.events - from.events;
    this.until = to;
    return this.batch.failed.size === 0;
  }

  /** Begins to write what is folded, once the batch before is written. */
  async write(progress: Progress): Promise<void> {
    await this.settled();
    const { batch, until } = this;
    if (!batch) return;
    await batch.restate(this.options.pool);
    batch.end();
    this.batch = undefined;
    this.events = 0;
    this.earlier = batch;
    this.writing = this.put(batch, until, progress);
  }

  /** Resolves when nothing is being written; rejects when the write failed. */
  async settled(): Promise<void> {
    await this.writing;
    const { fault } = this;
    this.fault = undefined;
    if (fault !== undefined) throw fault;
  }

  /** Writes what is folded. The next fold begins from the rows as the tables have them. */
  async end(progressAt: (reached: Reached) => Progress): Promise<void> {
    if (this.until) await this.write(progressAt(this.until));
    await this.settled();
    this.earlier = undefined;
  }

  /**
   * Discards what is not being written, and waits for the write under way, however it ends. The caller must then read
   * what the database has.
   */
  async discard(): Promise<void> {
    this.batch = this.earlier = this.until = undefined;
    this.events = 0;
    await this.writing;
    this.fault = undefined;
  }

  private async put(batch: BatchFold, until: Reached | undefined, progress: Progress): Promise<void> {
    try {
      await this.options.writer.writeFolded(batch, progress);
    } catch (error) {
      this.fault = error instanceof Error ? error : new Error('a fill was not written', { cause: error });
      this.options.onFailed();
      return;
    }
    if (this.until === until) this.until = undefined;
    this.options.onWritten(progress);
  }
}
