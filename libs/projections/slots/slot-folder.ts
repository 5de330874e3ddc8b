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
  /** Stops the slot, with the reason. */
  readonly stop: (reason: string) => Promise<void>;
}

/** The most events in one batch: fewer while live, so that they show soon. */
const LIVE_BATCH = 1_000;
const HISTORY_BATCH = 4_096;

/** The most events that are folded at once into a batch of a fill. */
const SLICE = 1_024;

/** The number of events that are folded the ordinary way after a fill met one that it could not fold. */
const CAREFUL = 20_000;

/**
 * Folds the events of a cursor into a slot. History is filled in large batches: one is written while the next is
 * folded. Live events, and events that a fill cannot fold, are folded the ordinary way: each batch is written before
 * the next one begins.
 */
export class SlotFolder {
  /** History up to this count of events is folded the ordinary way. */
  private carefulTo = 0;

  constructor(private readonly options: SlotFolderOptions) {}

  /** A fill is under way. It must be settled before anything else changes the rows. */
  get filling(): boolean {
    return this.options.fill.open;
  }

  /** The number of events of the log that are folded. */
  get events(): number {
    const { fill, checkpoint } = this.options;
    return (fill.reached ?? checkpoint.record).events;
  }

  /** Folds the events at hand, up to a position. False when there are none. */
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

  /** Ends a fill: writes what it has folded. Later events are folded from the rows of the tables. */
  settle(): Promise<void> {
    const { fill, checkpoint } = this.options;
    return fill.end((reached) => checkpoint.progressAt(reached));
  }

  /** Discards what is not written. */
  discard(): Promise<void> {
    return this.options.fill.discard();
  }

  /** After Postgres refused a fill: folds the ordinary way for a while. Answers whether a fill was under way. */
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

  /** The events, among the entries read, that the projection has to fold. */
  private async prepare(entries: readonly LogEntry[]): Promise<Prepared> {
    const { projection, decoder, parked, checkpoint } = this.options;
    const { epoch } = checkpoint.record;
    const last = (entries.at(-1) as LogEntry).event;
    if (epoch !== 0 && epochOf(last.position) > epoch) {
      const { event } = entries.find((entry) => epochOf(entry.event.position) > epoch) as LogEntry;
      const reason = `the log goes on in epoch ${epochOf(last.position)}, and this slot was folded in epoch ${epoch}`;
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

  /** Folds up to the event that cannot be folded, and stops the rebuild there. */
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
