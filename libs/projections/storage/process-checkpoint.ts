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
 * It must stand where it was stored, or further where an answer was lost; and so must what slots have written since. Else
 * a crash of the server has undone commits.
 */
const MOVE = `
  UPDATE engine.process SET position = $2, events = $3, behind = $4, event_id = $10, moved_at = now()
   WHERE id = $1 AND position BETWEEN $5 AND $2
     AND NOT EXISTS (SELECT FROM engine.projection_slot s
                       JOIN unnest($6::text[], $7::int[], $8::text[], $9::text[]) AS w (name, version, slot, position)
                      USING (name, version, slot)
                      WHERE s.position < w.position)`;

/** The checkpoint that a slot has stored with its rows, as its worker knows it. */
export interface OwnCheckpoint {
  readonly slot: SlotName;
  readonly position: Position;
}

const NOTHING: ProcessProgress = { position: START, eventId: null, events: 0, behind: [] };

/**
 * The one checkpoint of all slots of a process that had no event of theirs. It says of each slot that follows it and is
 * not behind: there is nothing to fold between the slot's own checkpoint and here. That is a fact of the log, so it holds
 * whenever it is written, also when a statement whose answer was lost is carried out late: a slot begins to follow at or
 * after every position that was ever sent.
 */
export class ProcessCheckpoint {
  private stored = NOTHING;
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

  /** The server may have undone what was stored: it is stored anew. */
  doubt(): void {
    this.stored = NOTHING;
    this.seen.clear();
  }

  /**
   * Stores what has changed. `written`: of the slots that it speaks for. False when what was stored is not there: then
   * nothing is, and what the slots have is to be taken up anew.
   */
  async store(progress: ProcessProgress, written: readonly OwnCheckpoint[]): Promise<boolean> {
    const { position, eventId, events, behind } = progress;
    if (position === this.stored.position && behind.join() === this.stored.behind.join()) return true;
    if (position > this.furthest) this.furthest = position;
    const unseen = written.filter((own) => own.position !== this.seen.get(slotKey(own.slot)));
    const slots = unseen.map(({ slot }) => slot);
    const values = [
      this.process,
      position,
      events,
      behind,
      this.stored.position,
      slots.map(({ name }) => name),
      slots.map(({ version }) => version),
      slots.map(({ slot }) => slot),
      unseen.map((own) => own.position),
      eventId,
    ];
    const { rowCount } = await this.pool.query({ name: 'move process checkpoint', text: MOVE, values });
    if (rowCount !== 1) return false;
    this.stored = progress;
    for (const own of unseen) this.seen.set(slotKey(own.slot), own.position);
    return true;
  }
}
