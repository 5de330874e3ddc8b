import { Rate } from '../engine/rate';
import type { Reached } from '../slots/fill';
import type { Progress, SlotChanges, SlotRecord, SlotRole, Standing } from '../slots/slot-record';

/** What a checkpoint is told of the log beside the events themselves. */
export interface LogSight {
  /** How many events are to be gone through, where that is known. */
  readonly ahead: () => number | undefined;
  /** How many events the log is known to have, at least. */
  readonly eventsOfLog: () => number;
}

/** A slot as its worker knows it: what is stored, and what has moved since in memory. */
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

  /** What was stored is taken up, whatever was known before. */
  takeUp(record: SlotRecord): void {
    this.state = record;
    const { behindSince } = this;
    this.stored = { ...record, position: record.ownPosition, behindSince, lagEvents: 0, rate: this.stored.rate };
  }

  decided(changes: SlotChanges): void {
    this.state = { ...this.state, ...changes };
  }

  /** The role was changed in the database, with the view. */
  assume(role: SlotRole): void {
    const note = role === 'serving' ? null : this.state.note;
    this.state = { ...this.state, role, note, autoPromote: false };
  }

  /** Events were folded. */
  count(events: number): void {
    this.rate.count(events);
  }

  /** What is to be stored for a place. */
  progressAt({ position, eventId, events }: Reached): Progress {
    const lagEvents = this.log.ahead() ?? Math.max(1, this.log.eventsOfLog() - events);
    return { position, eventId, events, behindSince: this.behindSince, lagEvents, rate: this.rate.perSecond() };
  }

  progress(): Progress {
    return this.progressAt(this.state);
  }

  /** In memory; nothing had to be written. */
  moveTo({ position, eventId, events }: Reached): void {
    this.state = { ...this.state, position, eventId, events };
  }

  /** Written with the rows. */
  written(progress: Progress): void {
    this.stored = progress;
    this.moveTo(progress);
  }

  /** The stored rate is zero. */
  get quiet(): boolean {
    return this.stored.rate === 0;
  }

  /** Something else than the position is not as it is stored. */
  get changed(): boolean {
    const { behindSince, rate } = this.stored;
    return this.behindSince !== behindSince || (rate > 0 && this.rate.perSecond() === 0);
  }

  /** What has changed since it was last stored. */
  unstored(): Progress | undefined {
    const changed = this.changed || this.state.position !== this.stored.position;
    return changed && !this.halted ? this.progress() : undefined;
  }

  /** `follows`: as it was stored with it. */
  markStored(progress: Progress, follows: boolean): void {
    if (progress.position < this.stored.position) return;
    this.stored = progress;
    this.state = { ...this.state, follows };
  }
}
