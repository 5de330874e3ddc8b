import { type Position, epochOf } from '#libs/event-log';
import type { Checkpoint } from '../storage/checkpoint';
import type { EventDecoder } from '../declare/event-decoding';
import type { Fill } from './fill';
import type { FailedKey, KeyedEvent } from './fold';
import { type Prepared, keyedEvents } from '../declare/keyed-events';
import type { LogCursor } from '../log-reading/log-cursor';
import type { LogEntry } from '../log-reading/log-window';
import type { ParkedKeys } from './parked-keys';
import { behind } from './parking';
import { errorText } from '../engine/problems';
import { type Projection, handlerOf } from '../declare/projection';
import type { SlotWriter } from './slot-writer';

export interface SlotFolderOptions {
  readonly projection: Projection;
  readonly decoder: EventDecoder;
  readonly cursor: LogCursor;
  readonly checkpoint: Checkpoint;
  readonly parked: ParkedKeys;
  readonly writer: SlotWriter;
  readonly fill: Fill;
  /** The checkpoint has moved. */
  readonly onMoved: () => void;
  /** The slot cannot go on, and why. */
  readonly stop: (reason: string) => Promise<void>;
}

/** Events folded and written at once: few while live, so that they show at once. */
const LIVE_BATCH = 1_000;
const HISTORY_BATCH = 4_096;

/** Events folded at once into a batch of a fill. */
const SLICE = 1_024;

/** Events that are folded the ordinary way from one on that a fill could not fold. */
const CAREFUL = 20_000;

/**
 * Folds what a cursor has into a slot: history by filling, in large batches of which one is written while the next is
 * folded; what comes live, and what a fill cannot fold, a batch at a time, written before the next is looked at.
 */
export class SlotFolder {
  /** History up to this count of events is not filled with. */
  private carefulTo = 0;

  constructor(private readonly options: SlotFolderOptions) {}

  /** A fill is under way: it is to be settled before anything else is done to the rows. */
  get filling(): boolean {
    return this.options.fill.open;
  }

  /** How many events of the log are folded. */
  get events(): number {
    const { fill, checkpoint } = this.options;
    return (fill.reached ?? checkpoint.record).events;
  }

  /** Folds what is at hand, up to a position. False when there is nothing. */
  async step(target?: Position): Promise<boolean> {
    const { cursor, checkpoint } = this.options;
    if (target === undefined && this.fills) {
      if (await this.fillOn()) return true;
      if (!cursor.caughtUp) return false;
    }
    await this.settle();
    const { position, filled } = checkpoint.record;
    if (position !== cursor.position) cursor.seek(position);
    const passed = this.passOver(target);
    let entries = cursor.take(filled ? LIVE_BATCH : HISTORY_BATCH);
    if (target !== undefined) entries = entries.filter(({ event }) => event.position <= target);
    if (entries.length > 0) await this.foldEntries(entries);
    else if (cursor.caughtUp) checkpoint.behindSince = null;
    return passed || entries.length > 0;
  }

  /** Moves over events that the projection does not handle, up to a position at most. Answers whether there were any. */
  passOver(target?: Position): boolean {
    const { cursor, checkpoint, onMoved } = this.options;
    const passed = cursor.pass(target);
    if (passed === 0) return false;
    if (!cursor.caughtUp) checkpoint.count(passed);
    const { position, eventId } = cursor;
    checkpoint.moveTo({ position, eventId, events: checkpoint.record.events + passed });
    onMoved();
    return true;
  }

  /** Ends a fill: what it has folded is written, and what comes after it is folded from the tables. */
  settle(): Promise<void> {
    const { fill, checkpoint } = this.options;
    return fill.end((reached) => checkpoint.progressAt(reached));
  }

  /** Forgets what is not written. */
  discard(): Promise<void> {
    return this.options.fill.discard();
  }

  /** Postgres refused what a fill wrote: it is told event by event what it refuses. Answers whether a fill was on. */
  goCarefully(): boolean {
    const filling = this.fills;
    this.carefulTo = this.options.checkpoint.record.events + CAREFUL;
    return filling;
  }

  private get fills(): boolean {
    const { checkpoint, parked } = this.options;
    return !checkpoint.record.filled && !parked.any && checkpoint.record.events >= this.carefulTo;
  }

  private async fillOn(): Promise<boolean> {
    const { fill, cursor, checkpoint } = this.options;
    if (fill.failed) await fill.settled();
    const from = fill.reached ?? checkpoint.record;
    if (from.position !== cursor.position) cursor.seek(from.position);
    const entries = cursor.take(SLICE);
    if (entries.length === 0) return false;
    const last = (entries.at(-1) as LogEntry).event;
    const { events, obstacle } = await this.prepare(entries);
    const to = { position: last.position, eventId: last.id, events: from.events + entries.length };
    if (obstacle || !(await fill.fold(events, from, to))) {
      this.carefulTo = to.events + CAREFUL;
      await this.discard();
      return true;
    }
    checkpoint.count(entries.length);
    checkpoint.behindSince = last.recordedAt;
    if (fill.full) await fill.write(checkpoint.progressAt(to));
    return true;
  }

  private async foldEntries(entries: readonly LogEntry[]): Promise<void> {
    const { events, obstacle } = await this.prepare(entries);
    if (obstacle) {
      await this.foldUpTo(entries, obstacle.at);
      await this.options.stop(obstacle.reason);
    } else {
      await this.write(entries, events);
    }
  }

  /** What the projection is to fold of what was read. */
  private async prepare(entries: readonly LogEntry[]): Promise<Prepared> {
    const { projection, decoder, parked, checkpoint } = this.options;
    const { epoch } = checkpoint.record;
    const last = (entries.at(-1) as LogEntry).event;
    if (epoch !== 0 && epochOf(last.position) > epoch) {
      const { event } = entries.find((entry) => epochOf(entry.event.position) > epoch) as LogEntry;
      const reason = `the log goes on in epoch ${epochOf(last.position)}, and this was folded in ${epoch}`;
      return { events: [], obstacle: { at: event.position, reason } };
    }
    const wanted = entries.filter(({ event }) => handlerOf(projection, event.type) && !parked.leavesOut(event.id));
    return keyedEvents(projection, decoder, wanted);
  }

  private async write(entries: readonly LogEntry[], keyed: readonly KeyedEvent[]): Promise<void> {
    const { checkpoint, parked, writer, cursor } = this.options;
    const last = (entries.at(-1) as LogEntry).event;
    const to = { position: last.position, eventId: last.id, events: checkpoint.record.events + entries.length };
    checkpoint.count(entries.length);
    checkpoint.behindSince = cursor.caughtUp ? null : last.recordedAt;
    if (keyed.length === 0) {
      checkpoint.moveTo(to);
    } else {
      const free = parked.any ? keyed.filter(({ key }) => !parked.has(key)) : keyed;
      const waiting = free === keyed ? [] : keyed.filter(({ key }) => parked.has(key)).map(behind);
      const progress = checkpoint.progressAt(to);
      const written = await writer.write(free, waiting, progress, checkpoint.record.role !== 'candidate');
      if ('refused' in written) {
        await this.stopAt(entries, written.refused);
        return;
      }
      parked.add(written.parked);
      checkpoint.written(progress);
    }
    this.options.onMoved();
  }

  /** A rebuild goes up to the event that it cannot fold, and stops there. */
  private async stopAt(entries: readonly LogEntry[], refused: readonly FailedKey[]): Promise<void> {
    const [first] = refused.toSorted((one, other) => (positionOf(one) < positionOf(other) ? -1 : 1));
    const { event } = (first as FailedKey).events[0] as KeyedEvent;
    await this.foldUpTo(entries, event.position);
    const what = `${event.type} ${event.id} at ${event.position}`;
    await this.options.stop(`${what} cannot be folded: ${errorText((first as FailedKey).error)}`);
  }

  private async foldUpTo(entries: readonly LogEntry[], position: Position): Promise<void> {
    const before = entries.filter(({ event }) => event.position < position);
    if (before.length > 0) await this.foldEntries(before);
  }
}

function positionOf({ events }: FailedKey): Position {
  return (events[0] as KeyedEvent).event.position;
}
