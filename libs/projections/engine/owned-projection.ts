import { setTimeout as delay } from 'node:timers/promises';
import { type EventLog, START, checkpointFault } from '#libs/event-log';
import { SLOTS, type TableLayout } from '#libs/read-models';
import type { Ownership } from './lease';
import { type ParkedReference, skip, slotsLacking } from '../slots/parking';
import { CommandRefused, OwnershipLost } from './problems';
import type { Projection } from '../declare/projection';
import { type SlotAdmin, TablesBusy } from '../slots/slot-admin';
import {
  type SlotName,
  type SlotRecord,
  type SlotRole,
  logNow,
  otherEpoch,
  readSlots,
  updateSlot,
} from '../slots/slot-record';
import { MEET_MS, betweenAll, compareSlots } from '../slots/slot-meeting';
import { SlotWorker } from '../slots/slot-worker';
import type { WorkerContext } from './worker-context';

/** A projection as this process knows it. */
export interface DeclaredProjection {
  readonly projection: Projection;
  readonly layouts: readonly TableLayout[];
}

export interface OwnerContext extends WorkerContext {
  readonly admin: SlotAdmin;
  readonly epochs: Pick<EventLog, 'epoch' | 'head' | 'idAt'>;
  /** A checkpoint has moved. */
  readonly onMoved: () => void;
  readonly onLost: (owned: OwnedProjection) => void;
}

/** The pause after a fault before the end of a rebuild is tried again, or the database is asked again. */
const AGAIN_MS = 1_000;

const DIFFERENT = 'its rows differ from those that serve; promote it to switch to them, or cancel';

/** A projection that this process owns: its slots, each with a worker, and the operations on them. */
export class OwnedProjection {
  private workers: SlotWorker[] = [];
  private last: Promise<unknown> = Promise.resolve();
  private stopping = false;

  constructor(
    readonly declared: DeclaredProjection,
    readonly fence: number,
    private readonly context: OwnerContext,
  ) {}

  /** Goes on with the slots from their checkpoints. Creates the first slot of a new version. */
  async start(): Promise<void> {
    const { admin, pool, epochs } = this.context;
    const { projection } = this.declared;
    const isNew = (await readSlots(pool, projection)).length === 0;
    if (isNew) await admin.createFirst(projection, this.tables, await logNow(epochs));
    await this.followAll();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await this.last;
  }

  get ownership(): Ownership {
    const { name, version } = this.declared.projection;
    return { name, version, fence: this.fence };
  }

  get slots(): readonly SlotWorker[] {
    return this.workers;
  }

  get serving(): SlotWorker | undefined {
    return this.workers.find(({ record }) => record.role === 'serving');
  }

  /** Runs commands of operators and the ends of rebuilds one after the other. */
  serially<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const done = this.last.then(work);
    this.last = done.catch((error: unknown) => this.lookAgain(error));
    return done;
  }

  /** Fills a new slot from the start of the log. Drops any other slot beside the serving one. */
  async rebuild({ promote }: { readonly promote: boolean }): Promise<void> {
    const serving = this.must('serving', 'there is no slot to rebuild beside');
    await this.dropOther();
    const slot = SLOTS.find((letter) => letter !== serving.record.slot) as SlotName['slot'];
    const { name, version } = this.declared.projection;
    const { admin, epochs } = this.context;
    const log = await logNow(epochs);
    await admin.createCandidate({ name, version, slot }, this.tables, { log, autoPromote: promote });
    await this.followAll();
  }

  /** Pauses the rebuild if one runs, otherwise the projection. */
  async pause(): Promise<void> {
    const candidate = this.worker('candidate');
    const paused = candidate && !candidate.live && !candidate.record.paused ? [candidate] : this.workers;
    for (const worker of paused) await worker.between(() => worker.pause());
  }

  /** Resumes the slots that are paused or stopped. */
  async resume(): Promise<void> {
    const halted = this.workers.filter(({ record }) => record.paused || record.stopped !== null);
    if (halted.length === 0) throw new CommandRefused('it is neither paused nor stopped');
    const epoch = await this.context.epochs.epoch();
    for (const worker of halted) {
      await worker.between(async () => {
        await worker.reload();
        // It may be further than its worker knew: its process tells.
        const fault = await this.faultOf(worker.record, epoch);
        if (fault !== undefined) throw new CommandRefused(fault);
        await worker.decide({ paused: false, stopped: null });
      });
    }
  }

  async cancel(): Promise<void> {
    this.must('candidate', 'no rebuild is under way');
    await this.dropOther();
  }

  /** Lets queries read the rebuilt slot. The older slot is kept current. */
  async promote(): Promise<void> {
    const candidate = this.must('candidate', 'there is no rebuilt slot to promote');
    if (!candidate.record.filled) throw new CommandRefused('the rebuilt slot has not caught up yet');
    await this.serve(candidate, 'retired');
  }

  /** Goes back to the older slot; the newer one can be promoted again. */
  async rollback(): Promise<void> {
    const retired = this.must('retired', 'there is no older slot to go back to');
    if (retired.record.stopped !== null) throw new CommandRefused(`the older slot stopped: ${retired.record.stopped}`);
    await this.serve(retired, 'candidate');
  }

  /** Drops the slot that does not serve, or else the older versions that no release folds any more. */
  async drop(): Promise<void> {
    const { admin, pool } = this.context;
    if ((await this.dropOther()) || (await admin.dropVersionsBefore(pool, this.declared.projection))) return;
    throw new CommandRefused('there is neither an older slot nor an older version to drop');
  }

  /** Folds the parked events of a key again, in every slot that has parked it. */
  async retry(key: string): Promise<void> {
    for (const worker of this.workers) await worker.retryKey(key);
  }

  /** Leaves a parked event out of this version for good, and folds those behind it. */
  async skip(parked: ParkedReference, by: string): Promise<void> {
    const { pool } = this.context;
    await betweenAll(this.workers, async () => {
      const lacking = await slotsLacking(pool, this.declared.projection, parked.eventId);
      const folded = this.workers.find(({ record }) => record.position >= parked.position && !lacking.has(record.slot));
      if (folded) {
        const { slot } = folded.record;
        throw new CommandRefused(`slot ${slot} has folded it already: retry it instead, or first drop that slot`);
      }
      await skip(pool, this.declared.projection, parked, by);
      for (const worker of this.workers) await worker.reload();
    });
    await this.retry(parked.key);
  }

  private get tables() {
    return { layouts: this.declared.layouts, fence: this.fence };
  }

  /**
   * A failed command may have been carried out all the same (an answer can be lost), or in part. So the slots are read
   * from the database again before anything else is done.
   */
  private async lookAgain(error: unknown): Promise<void> {
    if (error instanceof CommandRefused) return;
    while (!this.stopping) {
      try {
        for (const worker of this.workers) await worker.between(() => worker.reload());
        return await this.followAll();
      } catch (fault) {
        if (fault instanceof OwnershipLost) return this.context.onLost(this);
        this.context.onFault(fault, this.declared.projection.name);
        await delay(AGAIN_MS);
      }
    }
  }

  /** Starts a worker for each slot that is not folded here yet. */
  private async followAll(): Promise<void> {
    const epoch = await this.context.epochs.epoch();
    for (const slot of await readSlots(this.context.pool, this.declared.projection)) {
      if (this.workers.some(({ record }) => record.slot === slot.slot)) continue;
      const record = await this.takeUp(slot, epoch);
      if (!this.stopping) this.follow(record);
    }
  }

  /** The record to go on with. An unused slot gets the epoch of the log; the reason for a stop is checked anew. */
  private async takeUp(slot: SlotRecord, epoch: number): Promise<SlotRecord> {
    const { pool } = this.context;
    if (slot.epoch !== epoch && slot.position === START) {
      await pool.query(
        'UPDATE engine.projection_slot SET epoch = $5 WHERE name = $1 AND version = $2 AND slot = $3 AND fence = $4',
        [slot.name, slot.version, slot.slot, this.fence, epoch],
      );
      return { ...slot, epoch };
    }
    const stopped = (await this.faultOf(slot, epoch)) ?? null;
    if (stopped !== null) this.context.onFault(new Error(`projection ${slot.name} stops: ${stopped}`), slot.name);
    if (stopped === slot.stopped) return slot;
    await updateSlot(pool, slot, this.fence, { stopped });
    return { ...slot, stopped };
  }

  /** The reason why a slot cannot go on with this log; undefined if it can. */
  private async faultOf(slot: SlotRecord, epoch: number): Promise<string | undefined> {
    return slot.epoch === epoch ? checkpointFault(this.context.epochs, slot) : otherEpoch(slot, epoch);
  }

  private follow(record: SlotRecord): void {
    const { projection, layouts } = this.declared;
    const worker = new SlotWorker(projection, layouts, record, this.fence, this.context, {
      moved: this.context.onMoved,
      caughtUp: () => this.caughtUp(worker),
      lost: () => this.context.onLost(this),
    });
    this.workers = [...this.workers, worker];
  }

  private caughtUp(worker: SlotWorker): void {
    this.context.onMoved();
    if (worker.record.role !== 'candidate') return;
    const { name } = this.declared.projection;
    this.serially(() => this.finishRebuild(worker)).catch((error: unknown) => {
      this.context.onFault(error, name);
      // The worker then reports once more that it has caught up.
      setTimeout(() => worker.doubt(), AGAIN_MS).unref();
    });
  }

  /** Ends a rebuild: tells the operator if the rows differ, otherwise switches the view if that was asked for. */
  private async finishRebuild(candidate: SlotWorker): Promise<void> {
    if (!this.workers.includes(candidate) || candidate.record.role !== 'candidate' || this.stopping) return;
    const { serving, context, declared } = this;
    const different =
      serving && (await compareSlots(serving, candidate, context.filling, declared.layouts)) === 'different';
    // Any other note, such as why it was not promoted, stays until it is promoted.
    const told = candidate.record.note === DIFFERENT ? null : candidate.record.note;
    let note = different ? DIFFERENT : told;
    if (candidate.record.autoPromote && !different) note = await this.promoteIfPossible();
    if (candidate.record.role !== 'candidate' || note === candidate.record.note) return;
    await candidate.between(() => candidate.decide({ note, autoPromote: false }));
  }

  /** The reason why it was not promoted, or null. */
  private async promoteIfPossible(): Promise<string | null> {
    try {
      await this.promote();
      return null;
    } catch (error) {
      if (error instanceof TablesBusy || error instanceof CommandRefused) return error.message;
      throw error;
    }
  }

  /** Switches the view. A reader never sees an older state than the slot before showed. */
  private async serve(next: SlotWorker, otherRole: 'retired' | 'candidate'): Promise<void> {
    const serving = this.must('serving', 'no slot serves');
    // A log that is behind the database never reaches the position of the serving slot.
    const mayMeet = serving.position <= (await this.context.epochs.head());
    await this.context.admin.serve(next.record, serving.record, otherRole, this.tables, (attempt) =>
      betweenAll([serving, next], async () => {
        if (mayMeet && !(await next.foldTo(serving.position, MEET_MS))) throw new CommandRefused('it does not keep up');
        await attempt();
        next.checkpoint.assume('serving');
        serving.checkpoint.assume(otherRole);
      }),
    );
    this.context.onMoved();
  }

  private async dropOther(): Promise<boolean> {
    const other = this.workers.find(({ record }) => record.role !== 'serving');
    if (!other) return false;
    await other.stop();
    this.workers = this.workers.filter((worker) => worker !== other);
    await this.context.admin.drop(other.record, this.tables);
    return true;
  }

  private worker(role: SlotRole): SlotWorker | undefined {
    return this.workers.find(({ record }) => record.role === role);
  }

  private must(role: SlotRole, refusal: string): SlotWorker {
    const worker = this.worker(role);
    if (!worker) throw new CommandRefused(refusal);
    return worker;
  }
}
