import type { Position } from '#libs/event-log';
import type { TableLayout } from '#libs/read-models';
import { Checkpoint } from '../storage/checkpoint';
import { Fill, type FillOptions } from './fill';
import type { LogCursor } from '../log-reading/log-cursor';
import { ParkedKeys } from './parked-keys';
import { CheckpointUndone, OwnershipLost, causedByData } from '../engine/problems';
import type { Projection } from '../declare/projection';
import { SlotFolder } from './slot-folder';
import { type SlotChanges, type SlotRecord, moveCheckpoint, readSlots, slotKey, updateSlot } from './slot-record';
import { SlotWriter } from './slot-writer';
import { TableGrowth } from '../storage/table-growth';
import { TableStore } from '../storage/table-store';
import type { WorkerContext, WorkerEvents } from '../engine/worker-context';

interface Task {
  readonly run: () => Promise<void>;
  readonly reject: (error: Error) => void;
}

const IDLE_MS = 60_000;
/** A slot that is behind and is given nothing for so long looks for its place anew; each time after twice as long. */
const STALLED_MS = { first: 3_000, most: 60_000 } as const;
const BACKOFF_MS = { first: 50, most: 5_000 } as const;

/** Folds the log into one slot, one batch after the other, for as long as its process owns the projection. */
export class SlotWorker {
  readonly checkpoint: Checkpoint;
  private readonly cursor: LogCursor;
  private readonly parked: ParkedKeys;
  private readonly folder: SlotFolder;
  private readonly growth: TableGrowth;
  private readonly tasks: Task[] = [];
  private readonly finished: Promise<void>;
  private waiting: (() => void) | undefined;
  private stopping = false;
  private backoff: number = BACKOFF_MS.first;
  private patience: number = STALLED_MS.first;
  private announced = false;
  /** It waits for events to fold. */
  private resting = false;
  /** How often the checkpoint in memory became doubtful, and how many of these doubts are settled. */
  private doubts = 1;
  private settled = 0;

  constructor(
    readonly projection: Projection,
    readonly layouts: readonly TableLayout[],
    record: SlotRecord,
    private readonly fence: number,
    private readonly context: WorkerContext,
    private readonly events: WorkerEvents,
  ) {
    const { pool, folding, filling, retry, log, decoder, reader, eventsOfLog } = context;
    const stores = new Map(layouts.map((layout) => [layout.type, new TableStore(layout, record.slot)]));
    this.cursor = reader.cursor(record.position, projection.any ? undefined : new Set(projection.handlers.keys()));
    const ahead = () => (this.cursor.caughtUp ? 0 : this.cursor.ahead);
    this.checkpoint = new Checkpoint(record, { ahead, eventsOfLog });
    const standing = () => this.checkpoint.standing;
    this.growth = new TableGrowth((grown) => this.analyze(grown.map(({ layout }) => layout)));
    const means = { pool: folding, filling, retry, standing, growth: this.growth };
    const writer = new SlotWriter({ projection, slot: record, stores, fence, ...means });
    this.parked = new ParkedKeys({ projection, slot: record, pool, log, decoder, writer });
    const { cursor, checkpoint, parked } = this;
    this.folder = new SlotFolder({
      projection,
      decoder,
      cursor,
      checkpoint,
      parked,
      writer,
      fill: this.fillWith({ projection, stores, pool: filling, writer, limits: context.fill }),
      onMoved: () => this.events.moved(),
      stop: (reason) => this.stopFor(reason),
    });
    context.absent.delete(slotKey(record));
    this.finished = this.run();
  }

  private fillWith(options: Omit<FillOptions, 'onWritten' | 'onFailed'>): Fill {
    return new Fill({
      ...options,
      onWritten: (progress) => {
        this.checkpoint.written(progress);
        this.events.moved();
      },
      onFailed: () => this.wake(),
    });
  }

  get record(): SlotRecord {
    return this.checkpoint.record;
  }

  get position(): Position {
    return this.record.position;
  }

  /** The rows are known to match the position. */
  get certain(): boolean {
    return this.settled === this.doubts;
  }

  /** The server may have undone commits that were not durable: the stored state is read first. */
  doubt(): void {
    this.doubts++;
    this.wake();
  }

  /** Every event that has been read is folded. */
  get live(): boolean {
    return this.certain && this.record.filled && this.cursor.caughtUp && this.position === this.cursor.position;
  }

  /** It has nothing to fold: it has folded all that its process has read and the projection handles. */
  get idle(): boolean {
    return this.resting && this.live && !this.checkpoint.halted && !this.stopping;
  }

  /** Every event up to this position that the projection handles is folded. */
  get reached(): Position {
    return this.idle ? this.cursor.reached.position : this.position;
  }

  /** Moves the checkpoint of an idle slot to the position that it has reached. */
  passOver(): void {
    if (this.idle) this.folder.passOver();
  }

  /** The number of events that the log is known to have; undefined until this slot has met its end. */
  get eventsOfLog(): number | undefined {
    const ahead = this.cursor.ahead;
    return ahead === undefined ? undefined : this.folder.events + ahead;
  }

  /** Runs a task between two batches. Everything folded before is written, and nothing is folded meanwhile. */
  between<Answer>(task: () => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.tasks.push({ run: () => task().then(resolve, reject), reject });
      if (this.stopping) this.refuseTasks();
      else this.wake();
    });
  }

  /** A fill is under way: folded history may not be written yet. */
  get filling(): boolean {
    return this.folder.filling;
  }

  get hasParked(): boolean {
    return this.parked.any;
  }

  /** Folds the parked events of a key again, in order. Answers whether none is left. */
  retryKey(key: string): Promise<boolean> {
    return this.between(async () => {
      await this.parked.reload();
      return this.parked.retry(key, () => this.checkpoint.progress());
    });
  }

  /** Folds on up to exactly a position; to be called within `between`. False when it is not there in time. */
  async foldTo(target: Position, timeoutMs: number): Promise<boolean> {
    const until = Date.now() + timeoutMs;
    while (this.position < target) {
      if (this.checkpoint.halted || Date.now() > until) return false;
      if (!(await this.step(target))) await this.cursor.available(Math.max(1, until - Date.now()));
    }
    return true;
  }

  /** Stores a decision about the slot and follows it at once. To be called within `between`. */
  async decide(changes: SlotChanges): Promise<void> {
    await updateSlot(this.context.pool, this.record, this.fence, changes);
    this.checkpoint.decided(changes);
    this.announced = false;
    this.wake();
  }

  /** To be called within `between`. */
  async pause(): Promise<void> {
    if (this.live) this.folder.passOver();
    await this.halt({ paused: true });
  }

  /** Ends after the batch under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.finished;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      if (!this.certain) await this.makeCertain();
      else if (this.filling && (this.tasks.length > 0 || this.checkpoint.halted))
        await this.work(() => this.folder.settle());
      else if (this.tasks.length > 0) await this.tasks.shift()?.run();
      else if (this.checkpoint.halted) await new Promise<void>((resolve) => (this.waiting = resolve));
      else await this.work(() => this.goOn());
    }
    if (this.live && !this.checkpoint.halted) this.folder.passOver();
    this.context.absent.add(slotKey(this.record));
    this.cursor.close();
    await this.folder.discard();
    await this.growth.settled();
    this.refuseTasks();
  }

  private refuseTasks(): void {
    const error = new OwnershipLost(`${this.projection.name} is not folded here any more`);
    for (const { reject } of this.tasks.splice(0)) reject(error);
  }

  private async makeCertain(): Promise<void> {
    const { doubts } = this;
    await this.work(async () => {
      await this.reload();
      this.settled = doubts;
      this.announced = false;
      this.events.moved();
    });
  }

  private async work(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.recover(error);
    }
  }

  private async goOn(): Promise<void> {
    if (await this.step()) {
      this.backoff = BACKOFF_MS.first;
      this.patience = STALLED_MS.first;
    } else if (this.live && !this.announced) {
      this.announced = true;
      this.events.caughtUp();
    } else {
      await this.rest();
    }
  }

  private async rest(): Promise<void> {
    this.resting = true;
    // An idle slot has reached more than its checkpoint shows.
    this.events.moved();
    const [since, wasLive] = [Date.now(), this.live];
    try {
      await this.cursor.available(wasLive ? IDLE_MS : this.patience);
    } finally {
      this.resting = false;
    }
    if (wasLive || this.live || Date.now() - since < this.patience) return;
    // After a fault of the log its reading may never come to this place. A slow one has to be waited for.
    this.patience = Math.min(this.patience * 2, STALLED_MS.most);
    this.cursor.seek(this.cursor.position);
  }

  /** Folds the events at hand, up to a position. False when there are none. */
  private async step(target?: Position): Promise<boolean> {
    if (await this.folder.step(target)) return true;
    if (this.record.filled || !this.cursor.caughtUp) return false;
    await this.context.finish(this.record, this.layouts, this.fence);
    await this.reload();
    this.events.moved();
    return true;
  }

  private async analyze(layouts: readonly TableLayout[]): Promise<void> {
    try {
      await this.context.analyze(this.record, layouts);
    } catch (error) {
      this.context.onFault(error, this.projection.name);
    }
  }

  /** Stops the slot, with the reason. To be called within `between`. */
  async stopFor(reason: string): Promise<void> {
    if (this.record.stopped !== null) return;
    await this.halt({ stopped: reason });
    const { name } = this.projection;
    this.context.onFault(new Error(`projection ${name} stops: ${reason}`), name);
  }

  /** A process states no progress of a halted slot: its own checkpoint is stored first. */
  private async halt(changes: Pick<SlotChanges, 'paused' | 'stopped'>): Promise<void> {
    const { checkpoint, fence, record: slot } = this;
    const { standing } = checkpoint;
    const to = standing.stored === standing.folded ? undefined : checkpoint.unstored();
    try {
      if (to) await moveCheckpoint(this.context.pool, { slot, fence, standing, to });
      if (to) checkpoint.written(to);
    } catch (error) {
      if (!(error instanceof CheckpointUndone)) throw error;
      this.doubt();
    }
    await this.decide(changes);
  }

  private async recover(error: unknown): Promise<void> {
    if (error instanceof OwnershipLost) {
      this.stopping = true;
      this.events.lost();
      return;
    }
    // Only the database knows whether the last transaction was committed.
    this.doubts++;
    if (causedByData(error) && this.folder.goCarefully()) return;
    this.context.onFault(error, this.projection.name);
    if (this.stopping) return;
    await this.waitAwhile(this.backoff);
    this.backoff = Math.min(this.backoff * 2, BACKOFF_MS.most);
  }

  /** Reads what is stored: the checkpoint, the parked keys and the skipped events. */
  async reload(): Promise<void> {
    const { pool } = this.context;
    await this.folder.discard();
    const slots = await readSlots(pool, this.record);
    const found = slots.find(({ slot }) => slot === this.record.slot);
    if (!found) throw new OwnershipLost(`the slot ${this.record.slot} of ${this.projection.name} is gone`);
    await this.parked.reload();
    this.checkpoint.takeUp(found);
    this.cursor.seek(found.position);
  }

  /** Waits until the time is over or `wake` is called. */
  private waitAwhile(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const over = setTimeout(resolve, ms);
      this.waiting = () => {
        clearTimeout(over);
        resolve();
      };
    });
  }

  private wake(): void {
    this.waiting?.();
    this.waiting = undefined;
    this.cursor.nudge();
  }
}
