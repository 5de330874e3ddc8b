import type { Pool } from 'pg';
import { type EventLog, type Position, epochOf } from '#libs/event-log';
import type { EntityClass, TableLayout } from '#libs/read-models';
import type { EventDecoder } from './event-decoding';
import type { FailedKey, KeyedEvent } from './fold';
import { keyedEvents } from './keyed-events';
import type { LogCursor } from './log-cursor';
import type { LogReader } from './log-reader';
import type { LogEntry } from './log-window';
import { ParkedKeys } from './parked-keys';
import { behind } from './parking';
import { OwnershipLost, errorText } from './problems';
import type { Projection } from './projection';
import { Rate } from './rate';
import {
  type Progress,
  type SlotChanges,
  type SlotRecord,
  type SlotRole,
  type Standing,
  readSlots,
  updateSlot,
} from './slot-record';
import { type RetryPolicy, SlotWriter } from './slot-writer';
import { TableStore } from './table-store';

/** What workers of one process share. */
export interface WorkerContext {
  readonly pool: Pool;
  readonly reader: LogReader;
  readonly log: Pick<EventLog, 'readStream'>;
  readonly decoder: EventDecoder;
  readonly retry: RetryPolicy;
  /** Builds what a filled slot lacks, or sends it back to the start; the slot is not written meanwhile. */
  readonly finish: (slot: SlotRecord, layouts: readonly TableLayout[], fence: number) => Promise<void>;
  /** How many events the log is known to have, at least. */
  readonly eventsOfLog: () => number;
  /** Hears of faults that the worker gets over by itself. */
  readonly onFault: (error: unknown) => void;
}

/** What a worker tells its owner. */
export interface WorkerEvents {
  /** The in-memory checkpoint has moved. */
  readonly moved: () => void;
  readonly caughtUp: () => void;
  /** Another process owns the projection. */
  readonly lost: () => void;
}

interface Task {
  readonly run: () => Promise<void>;
  readonly reject: (error: Error) => void;
}

/** Events folded at once: few while live, so that they show at once; many while there is much to fold. */
const LIVE_BATCH = 1_000;
const FILL_BATCH = 4_096;

const IDLE_MS = 60_000;
const BACKOFF_MS = { first: 50, most: 5_000 } as const;

/** Folds the log into one slot: one batch after the other, for as long as its process owns the projection. */
export class SlotWorker {
  readonly stores: ReadonlyMap<EntityClass, TableStore>;
  private readonly cursor: LogCursor;
  private readonly writer: SlotWriter;
  private readonly rate = new Rate();
  private readonly tasks: Task[] = [];
  private readonly finished: Promise<void>;
  private waiting: (() => void) | undefined;
  private stopping = false;
  private readonly parked: ParkedKeys;
  private state: SlotRecord;
  private stored: Progress;
  private behindSince: string | null = null;
  private backoff: number = BACKOFF_MS.first;
  private announced = false;
  /** How often what memory holds of the checkpoint became doubtful, and how many of these doubts are settled. */
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
    this.state = record;
    this.stored = { ...record, behindSince: null, lagEvents: 0, rate: 0 };
    this.stores = new Map(layouts.map((layout) => [layout.type, new TableStore(layout, record.slot)]));
    this.cursor = context.reader.cursor(record.position);
    const { pool, retry, log, decoder } = context;
    const standing = () => this.standing;
    this.writer = new SlotWriter({ projection, slot: record, stores: this.stores, fence, pool, retry, standing });
    this.parked = new ParkedKeys({ projection, slot: record, pool, log, decoder, writer: this.writer });
    this.finished = this.run();
  }

  get record(): SlotRecord {
    return this.state;
  }

  get position(): Position {
    return this.state.position;
  }

  get standing(): Standing {
    return { stored: this.stored.position, folded: this.state.position };
  }

  /** The rows are known to be as the position says. */
  get certain(): boolean {
    return this.settled === this.doubts;
  }

  /** The server may have undone what it had not made durable: what it has is taken up before anything else is done. */
  doubt(): void {
    this.doubts++;
    this.wake();
  }

  /** Everything that has been read is folded. */
  get live(): boolean {
    return this.certain && this.state.filled && this.cursor.caughtUp && this.position === this.cursor.position;
  }

  /** How many events the log is known to have; undefined until this one has met its end. */
  get eventsOfLog(): number | undefined {
    const ahead = this.cursor.ahead;
    return ahead === undefined ? undefined : this.state.events + ahead;
  }

  /** The checkpoint, when something of it has changed since it was last stored. */
  unstored(): Progress | undefined {
    if (this.idle) return undefined;
    const { position } = this.state;
    const { behindSince, rate } = this.stored;
    const changed =
      position !== this.stored.position ||
      behindSince !== this.behindSince ||
      (rate > 0 && this.rate.perSecond() === 0);
    return changed ? this.progressNow() : undefined;
  }

  /** From memory. */
  progressNow(): Progress {
    return this.progress(this.state.position, this.state.events);
  }

  markStored(progress: Progress): void {
    if (progress.position >= this.stored.position) this.stored = progress;
  }

  /** Runs a task between two batches: nothing is folded meanwhile. */
  between<Answer>(task: () => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.tasks.push({ run: () => task().then(resolve, reject), reject });
      if (this.stopping) this.refuseTasks();
      else this.wake();
    });
  }

  get hasParked(): boolean {
    return this.parked.any;
  }

  /** Folds the parked events of a key again, in order. Answers whether none is left. */
  retryKey(key: string): Promise<boolean> {
    return this.between(async () => {
      await this.parked.reload();
      return this.parked.retry(key, () => this.progressNow());
    });
  }

  /** Folds on up to a position, exactly; to be called within `between`. False when it cannot get there in time. */
  async foldTo(target: Position, timeoutMs: number): Promise<boolean> {
    const until = Date.now() + timeoutMs;
    while (this.position < target) {
      if (this.idle || Date.now() > until) return false;
      if (!(await this.step(target))) await this.cursor.available(Math.max(1, until - Date.now()));
    }
    return true;
  }

  /** Changes what is decided about the slot, stored and at once. To be called within `between`. */
  async decide(changes: SlotChanges): Promise<void> {
    await updateSlot(this.context.pool, this.state, this.fence, changes);
    this.state = { ...this.state, ...changes };
    this.announced = false;
    this.wake();
  }

  /** The role was changed in the database, with the view. */
  assume(role: SlotRole): void {
    const note = role === 'serving' ? null : this.state.note;
    this.state = { ...this.state, role, note, autoPromote: false };
  }

  /** Ends after the batch under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    this.cursor.nudge();
    await this.finished;
  }

  private progress(position: Position, events: number): Progress {
    const lagEvents = this.cursor.ahead ?? Math.max(1, this.context.eventsOfLog() - events);
    return { position, events, behindSince: this.behindSince, lagEvents, rate: this.rate.perSecond() };
  }

  private get idle(): boolean {
    return this.state.paused || this.state.stopped !== null;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const task = this.certain ? this.tasks.shift() : undefined;
      if (!this.certain) {
        await this.makeCertain();
      } else if (task) {
        await task.run();
      } else if (this.idle) {
        await new Promise<void>((resolve) => (this.waiting = resolve));
      } else {
        await this.work();
      }
    }
    this.cursor.close();
    this.refuseTasks();
  }

  private refuseTasks(): void {
    const error = new OwnershipLost(`${this.projection.name} is not folded here any more`);
    for (const { reject } of this.tasks.splice(0)) reject(error);
  }

  private async makeCertain(): Promise<void> {
    const { doubts } = this;
    try {
      await this.reload();
      this.settled = doubts;
      this.events.moved();
    } catch (error) {
      await this.recover(error);
    }
  }

  private async work(): Promise<void> {
    try {
      if (await this.step()) return;
      if (this.live && !this.announced) {
        this.announced = true;
        this.events.caughtUp();
        return;
      }
      await this.cursor.available(IDLE_MS);
    } catch (error) {
      await this.recover(error);
    }
  }

  /** Folds what is at hand, up to a position. False when there is nothing. */
  private async step(target?: Position): Promise<boolean> {
    if (this.position !== this.cursor.position) this.cursor.seek(this.position);
    let entries = this.cursor.take(this.state.filled ? LIVE_BATCH : FILL_BATCH);
    if (target !== undefined) entries = entries.filter(({ event }) => event.position <= target);
    if (entries.length > 0) {
      await this.foldEntries(entries);
      this.backoff = BACKOFF_MS.first;
      return true;
    }
    this.behindSince = this.cursor.caughtUp ? null : this.behindSince;
    if (this.state.filled || !this.cursor.caughtUp) return false;
    await this.context.finish(this.state, this.layouts, this.fence);
    await this.reload();
    this.events.moved();
    return true;
  }

  private async foldEntries(entries: readonly LogEntry[]): Promise<void> {
    const { state, projection } = this;
    const last = (entries.at(-1) as LogEntry).event;
    if (state.epoch < epochOf(last.position) && state.epoch !== 0) {
      await this.stopFor(`the log goes on in epoch ${epochOf(last.position)}, and this was folded in ${state.epoch}`);
      return;
    }
    const wanted = entries.filter(
      ({ event }) => projection.handlers.has(event.type) && !this.parked.leavesOut(event.id),
    );
    const { events, obstacle } = await keyedEvents(projection, this.context.decoder, wanted);
    if (obstacle) {
      await this.foldUpTo(entries, obstacle.at);
      await this.stopFor(obstacle.reason);
    } else {
      await this.write(entries, events);
    }
  }

  private async write(entries: readonly LogEntry[], keyed: readonly KeyedEvent[]): Promise<void> {
    const last = (entries.at(-1) as LogEntry).event;
    const events = this.state.events + entries.length;
    this.rate.count(entries.length);
    this.behindSince = this.cursor.caughtUp ? null : last.recordedAt;
    if (keyed.length > 0) {
      const free = this.parked.any ? keyed.filter(({ key }) => !this.parked.has(key)) : keyed;
      const waiting = free === keyed ? [] : keyed.filter(({ key }) => this.parked.has(key)).map(behind);
      const progress = this.progress(last.position, events);
      const written = await this.writer.write(free, waiting, progress, this.state.role !== 'candidate');
      if ('refused' in written) {
        await this.stopAt(entries, written.refused);
        return;
      }
      this.parked.add(written.parked);
      this.stored = progress;
    }
    this.state = { ...this.state, position: last.position, events };
    this.events.moved();
  }

  /** A rebuild goes up to the event that it cannot fold, and stops there. */
  private async stopAt(entries: readonly LogEntry[], refused: readonly FailedKey[]): Promise<void> {
    const [first] = refused.toSorted((one, other) => (positionOf(one) < positionOf(other) ? -1 : 1));
    const poison = (first as FailedKey).events[0] as KeyedEvent;
    await this.foldUpTo(entries, poison.event.position);
    await this.stopFor(
      `${poison.event.type} ${poison.event.id} at ${poison.event.position} cannot be folded: ` +
        errorText((first as FailedKey).error),
    );
  }

  private async foldUpTo(entries: readonly LogEntry[], position: Position): Promise<void> {
    const before = entries.filter(({ event }) => event.position < position);
    if (before.length > 0) await this.foldEntries(before);
  }

  private async stopFor(reason: string): Promise<void> {
    if (this.state.stopped !== null) return;
    await this.decide({ stopped: reason });
    this.context.onFault(new Error(`projection ${this.projection.name} stops: ${reason}`));
  }

  private async recover(error: unknown): Promise<void> {
    if (error instanceof OwnershipLost) {
      this.stopping = true;
      this.events.lost();
      return;
    }
    // Whether the last transaction was committed is not known here; the database does.
    this.doubts++;
    this.context.onFault(error);
    if (this.stopping) return;
    await this.pause(this.backoff);
    this.backoff = Math.min(this.backoff * 2, BACKOFF_MS.most);
  }

  /** Takes up what is stored: where it stands, what is parked, what is left out. */
  async reload(): Promise<void> {
    const { pool } = this.context;
    const slots = await readSlots(pool, this.state);
    const found = slots.find(({ slot }) => slot === this.state.slot);
    if (!found) throw new OwnershipLost(`the slot ${this.state.slot} of ${this.projection.name} is gone`);
    await this.parked.reload();
    this.state = found;
    this.stored = { ...found, behindSince: this.behindSince, lagEvents: 0, rate: this.stored.rate };
    this.cursor.seek(found.position);
  }

  /** Waits, unless somebody wants something meanwhile. */
  private pause(ms: number): Promise<void> {
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

function positionOf({ events }: FailedKey): Position {
  return (events[0] as KeyedEvent).event.position;
}
