import type { Pool } from 'pg';
import { type Position, START } from '#libs/event-log';
import { type SlotName, slotKey } from '../slots/slot-record';

/** The progress that a process states for its slots, except those behind. */
export interface ProcessProgress {
  readonly position: Position;
  readonly eventId: string | null;
  /** The number of events of the log up to the position. */
  readonly events: number;
  /** The slots that have something to fold. Only their own checkpoints show their progress. */
  readonly behind: readonly string[];
}

/**
 * Moves the row only if it stands exactly as this process stored it last, where that is known, and if no slot has lost
 * what it wrote. Otherwise a crash of the server has undone commits. A row at the same position with other slots behind
 * is an earlier one.
 */
const MOVE = `
  UPDATE engine.process SET position = $2, events = $3, behind = $4, event_id = $10, moved_at = now()
   WHERE id = $1
     AND CASE WHEN $5::text IS NULL THEN position <= $2 ELSE position = $5 AND behind = $11::text[] END
     AND NOT EXISTS (SELECT FROM engine.projection_slot s
                       JOIN unnest($6::text[], $7::int[], $8::text[], $9::text[]) AS w (name, version, slot, position)
                      USING (name, version, slot)
                      WHERE s.position < w.position)`;

/** The checkpoint that a slot has stored with its rows, as its worker knows it. */
export interface OwnCheckpoint {
  readonly slot: SlotName;
  readonly position: Position;
}

/**
 * The one checkpoint of all slots of a process that have nothing to fold. It states for each slot that follows it and
 * is not behind: the log has nothing to fold between the slot's own checkpoint and this position. That is a fact of the
 * log, so it holds whenever it is written. It holds even if a statement whose answer was lost is carried out late,
 * because a slot begins to follow at or after every position that was ever sent.
 */
export class ProcessCheckpoint {
  /** The row as stored last. Undefined while it is not known: before the first move, and after a fault. */
  private stored: ProcessProgress | undefined;
  private furthest = START;
  /** The slots' own checkpoints that were stored before this row. While the row stands, they stand too. */
  private readonly seen = new Map<string, Position>();

  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly process: string,
  ) {}

  /** The last position that the row may stand at. It never goes back, not even when the log does. */
  get sent(): Position {
    return this.furthest;
  }

  /**
   * The server may have undone a commit, or made one without an answer. The next run stores and checks everything anew.
   */
  doubt(): void {
    this.stored = undefined;
    this.seen.clear();
  }

  /**
   * Stores the progress if it has changed. `written`: the own checkpoints of the slots that it speaks for. False when
   * something stored before is gone: then nothing is stored, and the caller must read the slots anew.
   */
  async store(progress: ProcessProgress, written: readonly OwnCheckpoint[]): Promise<boolean> {
    const { stored } = this;
    if (stored && progress.position === stored.position && progress.behind.join() === stored.behind.join()) return true;
    if (progress.position > this.furthest) this.furthest = progress.position;
    const unseen = written.filter((own) => own.position !== this.seen.get(slotKey(own.slot)));
    if (!(await this.move(progress, unseen))) return false;
    this.stored = progress;
    for (const own of unseen) this.seen.set(slotKey(own.slot), own.position);
    return true;
  }

  private async move(progress: ProcessProgress, unseen: readonly OwnCheckpoint[]): Promise<boolean> {
    const { position, eventId, events, behind } = progress;
    const slots = unseen.map(({ slot }) => slot);
    const values = [
      this.process,
      position,
      events,
      behind,
      this.stored?.position ?? null,
      slots.map(({ name }) => name),
      slots.map(({ version }) => version),
      slots.map(({ slot }) => slot),
      unseen.map((own) => own.position),
      eventId,
      this.stored?.behind ?? null,
    ];
    try {
      const { rowCount } = await this.pool.query({ name: 'move process checkpoint', text: MOVE, values });
      return rowCount === 1;
    } catch (error) {
      // It is not known whether the statement was carried out.
      this.doubt();
      throw error;
    }
  }
}
