import type { Pool } from 'pg';
import { type Position, START } from '#libs/event-log';
import { type SlotName, slotKey } from '../slots/slot-record';

/** How far a process says that its slots are, but for some. */
export interface ProcessProgress {
  readonly position: Position;
  readonly eventId: string | null;
  /** How many events of the log stand up to the position. */
  readonly events: number;
  /** The slots that have something to fold; of them only their own checkpoints tell. */
  readonly behind: readonly string[];
}

/**
 * It must stand just as it was left, where that is known; and so must what slots have written since. Else a crash of the
 * server has undone commits. A row that stands at the same position and with other slots behind is an earlier one.
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
 * The one checkpoint of all slots of a process that had no event of theirs. It says of each slot that follows it and is
 * not behind: there is nothing to fold between the slot's own checkpoint and here. That is a fact of the log, so it holds
 * whenever it is written, also when a statement whose answer was lost is carried out late: a slot begins to follow at or
 * after every position that was ever sent.
 */
export class ProcessCheckpoint {
  /** Undefined while the row is not known: before the first move, and after a fault. */
  private stored: ProcessProgress | undefined;
  private furthest = START;
  /** The slots' own checkpoints that were stored before this row: while the row stands, they do. */
  private readonly seen = new Map<string, Position>();

  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly process: string,
  ) {}

  /** The last position that it may stand at: it never goes back, also when the log does. */
  get sent(): Position {
    return this.furthest;
  }

  /** The server may have undone what was stored, or stored what it did not answer: everything is stored and checked anew. */
  doubt(): void {
    this.stored = undefined;
    this.seen.clear();
  }

  /**
   * Stores what has changed. `written`: of the slots that it speaks for. False when what was stored is not there: then
   * nothing is, and what the slots have is to be taken up anew.
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
      // Whether it was carried out is not known.
      this.doubt();
      throw error;
    }
  }
}
