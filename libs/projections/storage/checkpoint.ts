import { Rate } from '../engine/rate';
import type { Reached } from '../slots/fill';
import type { Progress, SlotChanges, SlotRecord, SlotRole, Standing } from '../slots/slot-record';

/** The facts about the log that a checkpoint needs beside the events. */
export interface LogSight {
  /** The number of events after the position; undefined where it is not known. */
  readonly ahead: () => number | undefined;
  /** The least number of events that the log is known to have. */
  readonly eventsOfLog: () => number;
}

/** A slot as its worker knows it: the stored state, and what has moved in memory since. */
export class Checkpoint {
  /** When the oldest event that is not folded was recorded, as far as is known. */
  behindSince: string | null = null;
  private readonly rate = new Rate();
  private state: SlotRecord;
  private stored: Progress;

  constructor(
    record: SlotRecord,
    private readonly log: LogSight,
  ) {
    this.state = record;
    this.stored = { ...record, position: record.ownPosition, behindSince: null, lagEvents: 0, rate: 0 };
  }

  get record(): SlotRecord {
    return this.state;
  }

  get standing(): Standing {
    return { stored: this.stored.position, folded: this.state.position };
  }

  /** Paused or stopped. */
  get halted(): boolean {
    return this.state.paused || this.state.stopped !== null;
  }

  /** Replaces the state in memory by what is stored. */
  takeUp(record: SlotRecord): void {
    this.state = record;
    const { behindSince } = this;
    this.stored = { ...record, position: record.ownPosition, behindSince, lagEvents: 0, rate: this.stored.rate };
  }

  decided(changes: SlotChanges): void {
    this.state = { ...this.state, ...changes };
  }

  /** Takes over a role that was changed in the database, together with the view. */
  assume(role: SlotRole): void {
    const note = role === 'serving' ? null : this.state.note;
    this.state = { ...this.state, role, note, autoPromote: false };
  }

  /** Events were folded. */
  count(events: number): void {
    this.rate.count(events);
  }

  /** The progress to store for a position. */
  progressAt({ position, eventId, events }: Reached): Progress {
    const lagEvents = this.log.ahead() ?? Math.max(1, this.log.eventsOfLog() - events);
    return { position, eventId, events, behindSince: this.behindSince, lagEvents, rate: this.rate.perSecond() };
  }

  progress(): Progress {
    return this.progressAt(this.state);
  }

  /** Moves in memory only: no row had to be written. */
  moveTo({ position, eventId, events }: Reached): void {
    this.state = { ...this.state, position, eventId, events };
  }

  /** The progress was written with its rows. */
  written(progress: Progress): void {
    this.stored = progress;
    this.moveTo(progress);
  }

  /** The stored rate is zero. */
  get quiet(): boolean {
    return this.stored.rate === 0;
  }

  /** Something other than the position differs from what is stored. */
  get changed(): boolean {
    const { behindSince, rate } = this.stored;
    return this.behindSince !== behindSince || (rate > 0 && this.rate.perSecond() === 0);
  }

  /** The progress to store, if it has changed since it was stored last. Undefined for a halted slot. */
  unstored(): Progress | undefined {
    const changed = this.changed || this.state.position !== this.stored.position;
    return changed && !this.halted ? this.progress() : undefined;
  }

  /** `follows`: the value that was stored with the progress. */
  markStored(progress: Progress, follows: boolean): void {
    if (progress.position < this.stored.position) return;
    this.stored = progress;
    this.state = { ...this.state, follows };
  }
}
