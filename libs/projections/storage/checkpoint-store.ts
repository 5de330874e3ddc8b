import type { Pool } from 'pg';
import type { OwnedProjection } from '../engine/owned-projection';
import type { LogPlace } from '../log-reading/log-window';
import { type StoredMove, moveCheckpoints, slotKey } from '../slots/slot-record';
import type { SlotWorker } from '../slots/slot-worker';
import type { ProcessCheckpoint } from './process-checkpoint';

export interface CheckpointStoreOptions {
  readonly pool: Pool;
  readonly owned: () => readonly OwnedProjection[];
  readonly process: ProcessCheckpoint;
  /** The keys of slots that no worker of this process folds. */
  readonly absent: ReadonlySet<string>;
  /** The newest event that the process has read. */
  readonly head: () => LogPlace;
  /** Called when a crash of the server has undone what was stored. */
  readonly undone: () => void;
}

interface Unstored {
  readonly worker: SlotWorker;
  readonly move: StoredMove;
}

/**
 * Stores checkpoints that moved without a write of rows. The slots with nothing to fold share one row, the checkpoint
 * of the process; the others are stored in one statement. Stores nothing while nothing moves.
 */
export class CheckpointStore {
  private storing: Promise<void> | undefined;
  private moving = true;

  constructor(private readonly options: CheckpointStoreOptions) {}

  /** A checkpoint has moved, or events have been read. */
  moved(): void {
    this.moving = true;
  }

  /** Runs once at a time: a run may wait for rows that are being written. */
  async store(): Promise<void> {
    if (!this.moving) return this.storing;
    this.storing ??= this.storeAll().finally(() => (this.storing = undefined));
    return this.storing;
  }

  /** Stores all checkpoints once nothing moves any more. */
  async storeLast(): Promise<void> {
    // The caller of that run gets its fault; this run stores what that one has not.
    await this.storing?.catch(() => undefined);
    this.moving = true;
    await this.store();
  }

  private async storeAll(): Promise<void> {
    this.moving = false;
    try {
      const said = this.progressOfProcess();
      await this.storeMoves(this.owned().flatMap(({ fence, worker }) => this.unstored(worker, fence)));
      if (said && !(await this.options.process.store(said.progress, said.written))) this.options.undone();
    } catch (error) {
      this.moving = true;
      throw error;
    }
  }

  private owned() {
    return this.options.owned().flatMap(({ fence, slots }) => slots.map((worker) => ({ fence, worker })));
  }

  /** Synchronous: no event may be folded between the look at the head and the look at the slots. */
  private progressOfProcess() {
    const workers = this.owned().map(({ worker }) => worker);
    const following = workers.filter((worker) => worker.idle && worker.record.follows);
    const [any] = following;
    if (!any || !this.mayFollow) return undefined;
    const busy = workers.filter((worker) => !worker.idle).map(({ record }) => slotKey(record));
    const behind = [...new Set([...busy, ...this.options.absent])];
    const events = any.eventsOfLog ?? any.record.events;
    const { position, id: eventId } = this.options.head();
    return {
      progress: { position, eventId, events, behind },
      written: following.map(({ record: slot, checkpoint }) => ({ slot, position: checkpoint.standing.stored })),
    };
  }

  /** A log that has lost events is to pass what the process has said of it before: till then it says nothing. */
  private get mayFollow(): boolean {
    return this.options.head().position >= this.options.process.sent;
  }

  private unstored(worker: SlotWorker, fence: number): readonly Unstored[] {
    // A large batch keeps the row of the checkpoint locked while it is written, and moves the checkpoint anyway.
    if (worker.filling) return [];
    const { idle, checkpoint, record } = worker;
    if (!idle || !checkpoint.quiet) this.moving = true;
    if (idle && record.follows && !checkpoint.changed) return [];
    // The slot begins to follow at its process's position.
    if (idle) worker.passOver();
    const to = idle ? checkpoint.progress() : checkpoint.unstored();
    if (!to) return [];
    const follows = idle && this.mayFollow;
    return [{ worker, move: { slot: record, fence, to, from: checkpoint.standing.stored, follows } }];
  }

  private async storeMoves(unstored: readonly Unstored[]): Promise<void> {
    if (unstored.length === 0) return;
    const moved = await moveCheckpoints(
      this.options.pool,
      unstored.map(({ move }) => move),
    );
    unstored.forEach(({ worker, move }, index) => {
      if (moved[index]) worker.checkpoint.markStored(move.to, move.follows);
      else if (worker.checkpoint.standing.stored < move.to.position) worker.doubt();
    });
  }
}
